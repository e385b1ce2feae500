#include "protocol/jobs/model.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<ModelInfoRequest> info;
const JobType::Entry<CreateModelRequest> create;
const JobType::Entry<ConvertModelRequest> convert;
const JobType::Entry<AssembleModelRequest> assemble;

}  // namespace
}  // namespace atelier::protocol
