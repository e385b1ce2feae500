#include "protocol/jobs/model.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<ModelInfoRequest> info;
const JobType::Entry<CreateModelRequest> create;
const JobType::Entry<ConvertModelRequest> convert;

}  // namespace
}  // namespace atelier::protocol
