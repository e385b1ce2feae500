#include "protocol/jobs/compare.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<CompareRequest> compare;
const JobType::Entry<EvaluateRequest> evaluate;

}  // namespace
}  // namespace atelier::protocol
