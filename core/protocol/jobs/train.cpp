#include "protocol/jobs/train.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<TrainRequest> train;

}  // namespace
}  // namespace atelier::protocol
