#pragma once

#include "data/fit.h"
#include "data/formats/writer.h"

#include <memory>

/// The samples as a stream in which each is gone when the next one comes.
inline atelier::data::SampleStream streamOf(const std::vector<atelier::data::Sample>& samples) {
    using atelier::data::Sample;
    return atelier::data::SampleStream([&samples]() -> atelier::data::SampleStream::Next {
        return [&samples, index = std::size_t(0), at = std::shared_ptr<Sample>()]() mutable -> const Sample* {
            at.reset();
            if (index == samples.size()) return nullptr;
            at = std::make_shared<Sample>(samples[index++]);
            return at.get();
        };
    });
}

/// Takes off all samples what the writer has no place for; those of which nothing is left go.
inline std::vector<atelier::data::Loss> fit(std::vector<atelier::data::Sample>& samples,
                                            const atelier::data::Writer& writer) {
    atelier::data::Fitter fitter(writer);
    std::erase_if(samples, [&](atelier::data::Sample& sample) { return !fitter.fit(sample); });
    return fitter.losses();
}
