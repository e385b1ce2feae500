#include "protocol/jobs/sweep.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<SweepRequest> sweep;

}  // namespace
}  // namespace atelier::protocol
