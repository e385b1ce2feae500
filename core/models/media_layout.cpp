#include "models/media_layout.h"

#include "common/error.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace atelier::models {
namespace {

std::int64_t rowSize(const Array& array) {
    return std::accumulate(array.shape.begin() + 1, array.shape.end(), std::int64_t{1}, std::multiplies<>());
}

template <class T>
std::vector<T> slice(const std::vector<T>& values, std::int64_t begin, std::int64_t end) {
    return {values.begin() + begin, values.begin() + end};
}

// Positions of time from one time step to the next, in fp32 as the reference counts.
float stepOf(const EncodedMedium& medium, double tokensPerSecond) {
    const auto seconds = medium.arrays.find(kSecondsPerTime);
    if (tokensPerSecond == 0 || medium.modality != Modality::Video) return 1;
    const bool said = seconds != medium.arrays.end() && seconds->second.numbers && !seconds->second.numbers->empty();
    return static_cast<float>(tokensPerSecond) * (said ? seconds->second.numbers->front() : 1.0F);
}

}  // namespace

std::int64_t Encoded::mediaTokens() const {
    std::int64_t count = 0;
    for (const EncodedMedium& medium : media)
        count += medium.tokenCount();
    return count;
}

PreparedMedium MediaLayout::video(const vision::VideoClip&) const {
    throw std::logic_error("a family without a placeholder of videos");
}

void MediaLayout::assignPositions(Encoded& encoded) const {
    encoded.positionPlanes = 1;
    encoded.positions.resize(encoded.ids.size());
    std::iota(encoded.positions.begin(), encoded.positions.end(), 0);
    encoded.nextPosition = static_cast<std::int64_t>(encoded.ids.size());
}

void assignGridPositions(Encoded& encoded, std::int64_t mergeSize, double tokensPerSecond) {
    std::vector<std::vector<std::int64_t>> planes(3);
    std::int64_t next = 0, at = 0;
    const auto countOn = [&](std::int64_t tokens) {
        for (auto& plane : planes)
            for (std::int64_t i = 0; i < tokens; ++i)
                plane.push_back(next + i);
        next += tokens;
        at += tokens;
    };
    for (const EncodedMedium& medium : encoded.media) {
        const std::int64_t rows = medium.grid[1] / mergeSize, columns = medium.grid[2] / mergeSize;
        // A video whose frames stand apart has a span for each of them.
        const std::int64_t times = medium.tokens.size() == 1 ? medium.grid[0] : 1;
        const float step = stepOf(medium, tokensPerSecond);
        for (const TokenSpan& span : medium.tokens) {
            if (span.length() != times * rows * columns) throw std::logic_error("tokens that do not fit their grid");
            countOn(span.begin - at);
            for (std::int64_t i = 0; i < span.length(); ++i) {
                planes[0].push_back(next + static_cast<std::int64_t>(static_cast<float>(i / (rows * columns)) * step));
                planes[1].push_back(next + i / columns % rows);
                planes[2].push_back(next + i % columns);
            }
            at = span.end;
            next += std::max(rows, columns);
        }
    }
    countOn(static_cast<std::int64_t>(encoded.ids.size()) - at);
    encoded.positionPlanes = 3;
    encoded.nextPosition = next;
    encoded.positions.clear();
    for (const auto& plane : planes)
        encoded.positions.insert(encoded.positions.end(), plane.begin(), plane.end());
}

Array rowsOf(const Array& array, std::int64_t first, std::int64_t count) {
    const std::int64_t size = rowSize(array);
    auto shape = array.shape;
    shape[0] = count;
    const std::int64_t begin = first * size, end = (first + count) * size;
    return array.numbers ? Array::of(std::move(shape), slice(*array.numbers, begin, end))
                         : Array::of(std::move(shape), slice(*array.integers, begin, end));
}

std::optional<Array> takeArray(Inputs& inputs, const std::string& name) {
    const auto found = inputs.arrays.find(name);
    if (found == inputs.arrays.end()) return {};
    Array array = std::move(found->second);
    inputs.arrays.erase(found);
    return array;
}

std::vector<Grid> gridsOf(const Array& array, const std::string& name, const std::string& where) {
    if (array.shape.size() != 2 || array.shape[1] != 3 || !array.integers)
        throw Error(name + " must be whole numbers [media, 3]", where);
    std::vector<Grid> grids;
    for (std::size_t i = 0; i < array.integers->size(); i += 3) {
        grids.push_back({(*array.integers)[i], (*array.integers)[i + 1], (*array.integers)[i + 2]});
        for (const std::int64_t side : grids.back())
            if (side < 1 || side > 1'000'000) throw Error(name + " must be positive", where);
    }
    return grids;
}

std::vector<MediaLayout::InputMedium> takePatches(Inputs& inputs, Modality modality, const std::string& pixels,
                                                  const std::string& grids, std::int64_t mergeSize) {
    const auto values = takeArray(inputs, pixels), sizes = takeArray(inputs, grids);
    if (!values && !sizes) return {};
    if (!values || !sizes) throw Error(pixels + " and " + grids + " belong together", inputs.where, "give both");
    if (values->shape.size() != 2 || !values->numbers)
        throw Error(pixels + " must be [patches, numbers]", inputs.where);
    std::vector<MediaLayout::InputMedium> media;
    std::int64_t first = 0;
    for (const Grid& grid : gridsOf(*sizes, grids, inputs.where)) {
        const auto [t, h, w] = grid;
        if (h % mergeSize != 0 || w % mergeSize != 0)
            throw Error(grids + ": sides must be multiples of " + std::to_string(mergeSize), inputs.where);
        const std::int64_t patches = t * h * w;
        if (first + patches > values->shape[0])
            throw Error(pixels + " has fewer patches than " + grids + " says", inputs.where);
        EncodedMedium medium{modality, {{"pixel_values", rowsOf(*values, first, patches)}}, grid};
        media.push_back({std::move(medium), patches / (mergeSize * mergeSize)});
        first += patches;
    }
    if (first != values->shape[0]) throw Error(pixels + " has more patches than " + grids + " says", inputs.where);
    return media;
}

std::vector<MediaLayout::InputMedium> takeFrames(Inputs& inputs, const std::string& pixels, std::int64_t tokens) {
    std::vector<MediaLayout::InputMedium> media;
    const auto values = takeArray(inputs, pixels);
    if (!values) return media;
    if (values->shape.size() != 4 || !values->numbers)
        throw Error(pixels + " must be [pictures, channels, height, width]", inputs.where);
    for (std::int64_t i = 0; i < values->shape[0]; ++i)
        media.push_back({EncodedMedium{Modality::Image, {{"pixel_values", rowsOf(*values, i, 1)}}}, tokens});
    return media;
}

std::vector<MediaLayout::InputMedium> takeClips(Inputs& inputs, const std::string& pixels,
                                                const std::function<std::int64_t(std::int64_t)>& tokens) {
    std::vector<MediaLayout::InputMedium> media;
    const auto values = takeArray(inputs, pixels);
    if (!values) return media;
    if (values->shape.size() != 5 || !values->numbers || values->shape[1] < 1)
        throw Error(pixels + " must be [videos, frames, channels, height, width]", inputs.where);
    for (std::int64_t i = 0; i < values->shape[0]; ++i) {
        Array own = rowsOf(*values, i, 1);
        own.shape.erase(own.shape.begin());
        media.push_back({EncodedMedium{Modality::Video, {{"pixel_values", std::move(own)}}}, tokens(values->shape[1])});
    }
    return media;
}

EncodedMedium pictureOf(vision::PixelValues pixels) {
    EncodedMedium medium;
    if (!pixels.grids.empty()) medium.grid = pixels.grids.front();
    medium.arrays["pixel_values"] = Array::of(std::move(pixels.shape), std::move(pixels.values));
    return medium;
}

}  // namespace atelier::models
