#include "protocol/jobs/find_rate.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<FindRateRequest> findRate;

}  // namespace
}  // namespace atelier::protocol
