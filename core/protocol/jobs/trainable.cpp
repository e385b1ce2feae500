#include "protocol/jobs/trainable.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<TrainableRequest> trainable;

}  // namespace
}  // namespace atelier::protocol
