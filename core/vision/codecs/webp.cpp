#include "common/error.h"
#include "vision/codecs/codec.h"

#include <cstring>
#include <memory>
#include <webp/decode.h>
#include <webp/demux.h>

namespace atelier::vision {
namespace {

bool matches(std::string_view bytes) {
    return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP";
}

WebPData dataOf(std::string_view bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::string_view chunk(const WebPDemuxer* demuxer, const char* type) {
    WebPChunkIterator found{};
    if (!WebPDemuxGetChunk(demuxer, type, 1, &found)) return {};
    const std::string_view view(reinterpret_cast<const char*>(found.chunk.bytes), found.chunk.size);
    WebPDemuxReleaseChunkIterator(&found);  // the view stays: it points into the file's bytes
    return view;
}

Header probe(std::string_view bytes, const std::string& name) {
    const WebPData data = dataOf(bytes);
    const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demuxer(WebPDemux(&data), WebPDemuxDelete);
    if (!demuxer) damaged(name, "the WebP container is broken or ends too early");
    return {WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH), WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT),
            orientationOf(chunk(demuxer.get(), "EXIF"), chunk(demuxer.get(), "XMP "))};
}

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow) {
    const Header header = probe(bytes, name);
    checkLimits(header.width, header.height, name);
    // The animation decoder also reads still pictures, and places the first frame on the canvas.
    const WebPData data = dataOf(bytes);
    const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(WebPAnimDecoderNew(&data, nullptr),
                                                                                     WebPAnimDecoderDelete);
    WebPAnimInfo info{};
    std::uint8_t* rgba = nullptr;
    int time = 0;
    if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info) ||
        !WebPAnimDecoderGetNext(decoder.get(), &rgba, &time))
        damaged(name, "the WebP data cannot be decoded");

    Decoded result;
    result.image = {static_cast<int>(info.canvas_width), static_cast<int>(info.canvas_height), {}};
    const std::size_t pixels = std::size_t(info.canvas_width) * info.canvas_height;
    result.image.pixels.resize(pixels * 3);
    bool clear = false;
    for (std::size_t i = 0; i < pixels; ++i) {
        std::memcpy(result.image.pixels.data() + 3 * i, rgba + 4 * i, 3);
        clear |= rgba[4 * i + 3] != 255;
    }
    if (clear) result.conversion.losses.push_back(kTransparencyDropped);
    if (info.frame_count > 1) result.conversion.losses.push_back(kFirstFrameTaken);
    return result;
}

}  // namespace

const Codec kWebp{"webp", matches, probe, decode};

}  // namespace atelier::vision
