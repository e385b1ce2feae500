#include "training/token_lengths.h"

#include "common/error.h"

#include <numeric>

namespace atelier::training {

std::vector<std::int64_t> tokenLengths(std::int64_t size, Prefetcher::Encode encode, Prefetcher::Name name,
                                       const Prefetcher::Options& reading, std::stop_token stop,
                                       const std::function<void(std::int64_t)>& done) {
    // What waits to be taken holds lengths only, not pictures.
    const auto measured = [encode = std::move(encode)](std::int64_t sample, std::int64_t epoch) {
        Example example = encode(sample, epoch);
        for (auto& sequence : example.sequences)
            sequence.media.clear();
        return example;
    };
    Prefetcher prefetcher(measured, std::move(name), reading);
    std::vector<std::int64_t> all(static_cast<std::size_t>(size)), lengths;
    std::iota(all.begin(), all.end(), 0);
    prefetcher.request(all, 0);
    for (std::int64_t i = 0; i < size; ++i) {
        if (stop.stop_requested()) throw Error::interrupted("stopped before the training began");
        const auto sample = prefetcher.next(1);
        lengths.push_back(sample.empty() ? 0 : sample[0]->tokens());
        done(i + 1);
    }
    return lengths;
}

}  // namespace atelier::training
