#pragma once

#include "data/formats/writer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data {

/// One kind of thing that a format cannot hold.
struct Loss {
    std::string kind;          ///< in the plural: "polygons"
    std::int64_t samples = 0;  ///< how many have it
    std::string example;       ///< the id of the first of them
};

/// Takes off samples, one after another, what a writer has no place for, and collects what was lost, each kind once.
/// With no losses the samples are as before, up to the order of images among videos: images come first.
class Fitter {
public:
    explicit Fitter(const Writer& writer) : writer_(writer) {}
    /// False when nothing is left of the sample: it is not written.
    bool fit(Sample& sample);
    const std::vector<Loss>& losses() const { return losses_; }

private:
    const Writer& writer_;
    std::vector<Loss> losses_;
};

}  // namespace atelier::data
