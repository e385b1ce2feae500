// HEIC and AVIF by libheif, which turns and mirrors them as their boxes say; a picture's EXIF orientation does not
// count.
#include "common/error.h"
#include "vision/codecs/late.h"

#include <cstring>
#include <exception>
#include <libheif/heif.h>
#include <memory>

namespace atelier::vision {
namespace {

template <class T>
using Held = std::unique_ptr<T, void (*)(T*)>;

void freeHandle(heif_image_handle* handle) {
    heif_image_handle_release(handle);
}
void freeImage(heif_image* image) {
    heif_image_release(image);
}

class Reader {
public:
    Reader(std::string_view bytes, const std::string& name)
        : name_(name), context_(heif_context_alloc(), heif_context_free), handle_(nullptr, freeHandle) {
        if (!context_) throw Error::failure("out of memory", name);
        check(heif_context_read_from_memory_without_copy(context_.get(), bytes.data(), bytes.size(), nullptr));
        heif_image_handle* handle = nullptr;
        check(heif_context_get_primary_image_handle(context_.get(), &handle));
        handle_.reset(handle);
    }

    Header header() const {
        return {heif_image_handle_get_width(handle_.get()), heif_image_handle_get_height(handle_.get()), 1};
    }

    Decoded read() {
        const Held<heif_decoding_options> options(heif_decoding_options_alloc(), heif_decoding_options_free);
        options->convert_hdr_to_8bit = 1;
        options->strict_decoding = 1;
        const bool alpha = heif_image_handle_has_alpha_channel(handle_.get()) != 0;
        heif_image* decoded = nullptr;
        check(heif_decode_image(handle_.get(), &decoded, heif_colorspace_RGB,
                                alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get()));
        const Held<heif_image> image(decoded, freeImage);
        const int width = heif_image_get_width(decoded, heif_channel_interleaved),
                  height = heif_image_get_height(decoded, heif_channel_interleaved);
        int stride = 0;
        const std::uint8_t* from = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
        if (!from || width != header().width || height != header().height)
            damaged(name_, "its pixels are not of the size that its header says");
        Decoded result;
        result.image = {width, height, {}};
        const auto pixels = static_cast<std::size_t>(width);
        result.image.pixels.resize(pixels * static_cast<std::size_t>(height) * 3);
        bool clear = false;
        std::uint8_t* to = result.image.pixels.data();
        for (int y = 0; y < height; ++y, from += stride, to += pixels * 3) {
            if (!alpha) {
                std::memcpy(to, from, pixels * 3);
                continue;
            }
            for (std::size_t x = 0; x < pixels; ++x) {
                std::memcpy(to + 3 * x, from + 4 * x, 3);
                clear = clear || from[4 * x + 3] != 255;
            }
        }
        if (clear) result.conversion.losses.push_back(kTransparencyDropped);
        return result;
    }

    bool isOneOfSeveral() const { return heif_context_get_number_of_top_level_images(context_.get()) > 1; }

private:
    void check(const heif_error& error) const {
        if (error.code == heif_error_Ok) return;
        if (error.code == heif_error_Unsupported_filetype || error.code == heif_error_Unsupported_feature ||
            error.code == heif_error_Decoder_plugin_error)
            throw Error(std::string("this kind of HEIC or AVIF cannot be read: ") + error.message, name_,
                        "convert it to PNG, or leave it out");
        damaged(name_, error.message);
    }

    const std::string& name_;
    Held<heif_context> context_;
    Held<heif_image_handle> handle_;
};

// Nothing of the library's leaves.
template <class F>
auto guarded(const std::string& name, F action) {
    try {
        return action();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        damaged(name, error.what());
    }
}

Header probe(std::string_view bytes, const std::string& name) {
    return guarded(name, [&] { return Reader(bytes, name).header(); });
}

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow) {
    return guarded(name, [&] {
        Reader reader(bytes, name);
        const Header header = reader.header();
        checkLimits(header.width, header.height, name);
        Decoded result = reader.read();
        if (bytes.substr(8, 4) == "avis" || bytes.substr(8, 4) == "hevc" || bytes.substr(8, 4) == "msf1")
            result.conversion.losses.push_back(kFirstFrameTaken);
        else if (reader.isOneOfSeveral())
            result.conversion.losses.push_back("main picture of several taken");
        return result;
    });
}

constexpr LateCodec kCodec{probe, decode};

}  // namespace

extern "C" const LateCodec* atelierLateCodec() {
    return &kCodec;
}

}  // namespace atelier::vision
