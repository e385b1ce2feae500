#include "protocol/jobs/adapter.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<AdapterInfoRequest> info;
const JobType::Entry<MergeAdapterRequest> merge;

}  // namespace
}  // namespace atelier::protocol
