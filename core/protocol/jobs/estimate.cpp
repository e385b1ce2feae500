#include "protocol/jobs/estimate.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<EstimateRequest> estimate;

}  // namespace
}  // namespace atelier::protocol
