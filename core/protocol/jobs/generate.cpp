#include "protocol/jobs/generate.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<GenerateRequest> generate;

}  // namespace
}  // namespace atelier::protocol
