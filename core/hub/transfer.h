#pragma once

#include "hub/cache.h"
#include "hub/choice.h"
#include "hub/requests.h"

#include <atomic>
#include <cstdint>

namespace atelier::hub {

/// In bytes, of all transfers of a pull.
struct TransferCounts {
    std::atomic<std::int64_t> there = 0;     ///< in the cache by now, whole files or not
    std::atomic<std::int64_t> received = 0;  ///< through the network
};

/// Downloads of one repository's files into the cache's blobs, each resumed where an earlier one was cut, and checked
/// against the checksum in the list of files. For one thread; several may work on one repository.
class Transfer {
public:
    Transfer(const Access& access, const Repository& repository, const std::string& commit, const Notes& notes,
             TransferCounts& counts);

    /// Returns when the blob is there and right. `counts` follow its bytes.
    /// Throws Error: what the hub says, wrong bytes (removed), a full disk; (Interrupted) at `stop`: what came is kept.
    void fetch(const RemoteFile& file, std::stop_token stop);

private:
    class Part;
    Answer attempt(const RemoteFile& file, Part& part, std::stop_token stop);
    bool finish(const RemoteFile& file, Part& part, bool last);

    Requests requests_;
    Repository repository_;
    std::string commit_;
    CachedRepository cached_;
    Notes notes_;
    TransferCounts& counts_;
};

/// Bytes of a file that lie in the cache already, whole or in part.
std::uint64_t bytesThere(const CachedRepository& cached, const RemoteFile& file);
/// Whether its blob is there with the right size.
bool isThere(const CachedRepository& cached, const RemoteFile& file);

}  // namespace atelier::hub
