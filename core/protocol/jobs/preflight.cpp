#include "protocol/jobs/preflight.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<PreflightRequest> preflight;

}  // namespace
}  // namespace atelier::protocol
