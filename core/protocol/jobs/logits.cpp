#include "protocol/jobs/logits.h"

namespace atelier::protocol {
namespace {

const JobType::Entry<LogitsRequest> logits;

}  // namespace
}  // namespace atelier::protocol
