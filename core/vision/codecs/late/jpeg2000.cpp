// JPEG 2000 by OpenJPEG: files with boxes (.jp2) and bare codestreams (.j2k). Palettes and colour transforms of the
// codestream are undone by the library, YCC by us; colour profiles do not count.
#include "common/error.h"
#include "vision/codecs/deep.h"
#include "vision/codecs/late.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <openjpeg.h>
#include <vector>

namespace atelier::vision {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t(2) << 30;  // of the decoded samples, four bytes each

struct Memory {
    std::string_view bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T readBytes(void* out, OPJ_SIZE_T size, void* user) {
    auto* memory = static_cast<Memory*>(user);
    const std::size_t taken = std::min<std::size_t>(size, memory->bytes.size() - memory->at);
    if (taken == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(out, memory->bytes.data() + memory->at, taken);
    memory->at += taken;
    return taken;
}

OPJ_OFF_T skipBytes(OPJ_OFF_T count, void* user) {
    auto* memory = static_cast<Memory*>(user);
    if (count < 0) return -1;
    const auto taken = std::min<std::size_t>(static_cast<std::size_t>(count), memory->bytes.size() - memory->at);
    memory->at += taken;
    return static_cast<OPJ_OFF_T>(taken);
}

OPJ_BOOL seekTo(OPJ_OFF_T place, void* user) {
    auto* memory = static_cast<Memory*>(user);
    if (place < 0 || static_cast<std::size_t>(place) > memory->bytes.size()) return OPJ_FALSE;
    memory->at = static_cast<std::size_t>(place);
    return OPJ_TRUE;
}

void onError(const char* message, void* user) {
    auto& text = *static_cast<std::string*>(user);
    if (!text.empty()) return;
    text = message;
    text.erase(text.find_last_not_of(" \r\n") + 1);
}
void onMessage(const char*, void*) {}

class Reader {
public:
    Reader(std::string_view bytes, const std::string& name)
        : name_(name),
          memory_{bytes},
          stream_(opj_stream_default_create(OPJ_TRUE), opj_stream_destroy),
          codec_(opj_create_decompress(bytes.starts_with("\xFF\x4F") ? OPJ_CODEC_J2K : OPJ_CODEC_JP2),
                 opj_destroy_codec),
          image_(nullptr, opj_image_destroy) {
        if (!stream_ || !codec_) throw Error::failure("out of memory", name);
        opj_stream_set_user_data(stream_.get(), &memory_, nullptr);
        opj_stream_set_user_data_length(stream_.get(), bytes.size());
        opj_stream_set_read_function(stream_.get(), readBytes);
        opj_stream_set_skip_function(stream_.get(), skipBytes);
        opj_stream_set_seek_function(stream_.get(), seekTo);
        opj_set_error_handler(codec_.get(), onError, &message_);
        opj_set_warning_handler(codec_.get(), onMessage, nullptr);
        opj_set_info_handler(codec_.get(), onMessage, nullptr);
        opj_dparameters_t parameters;
        opj_set_default_decoder_parameters(&parameters);
        if (!opj_setup_decoder(codec_.get(), &parameters) || !opj_decoder_set_strict_mode(codec_.get(), OPJ_TRUE))
            throw Error::failure("OpenJPEG cannot be set up", name);
    }

    Decoded read(GreyWindow window) {
        opj_image_t* opened = nullptr;
        const bool header = opj_read_header(stream_.get(), codec_.get(), &opened);
        image_.reset(opened);
        if (!header) fail();
        checkSize();
        if (!opj_decode(codec_.get(), stream_.get(), image_.get()) || !opj_end_decompress(codec_.get(), stream_.get()))
            fail();
        checkComponents();
        return colours() == 1 ? grey(window) : colour();
    }

private:
    [[noreturn]] void fail() const { damaged(name_, message_.empty() ? "the JPEG 2000 data is broken" : message_); }

    const opj_image_comp_t& component(std::size_t i) const { return image_->comps[i]; }

    // Before anything is decoded.
    void checkSize() const {
        const std::int64_t width = std::int64_t(image_->x1) - image_->x0,
                           height = std::int64_t(image_->y1) - image_->y0;
        checkLimits(width, height, name_);
        if (image_->numcomps == 0 || width * height * image_->numcomps > kMostBytes / 4)
            throw Error("the image is too large: " + std::to_string(width) + " x " + std::to_string(height) + " with " +
                            std::to_string(image_->numcomps) + " channels",
                        name_, "make it smaller, or convert it to PNG");
    }

    std::size_t colours() const { return image_->numcomps < 3 ? 1 : image_->color_space == OPJ_CLRSPC_CMYK ? 4 : 3; }

    // Channels may be coarser than the picture; those of a palette exist after decoding only.
    void checkComponents() {
        width_ = image_->x1 - image_->x0;
        height_ = image_->y1 - image_->y0;
        if (image_->color_space == OPJ_CLRSPC_EYCC || image_->numcomps < colours())
            throw Error("this kind of JPEG 2000 is not supported: its colour space", name_, "convert it to PNG");
        for (std::size_t i = 0; i < image_->numcomps; ++i) {
            const auto& one = component(i);
            if (!one.data || one.w == 0 || one.h == 0 || one.dx == 0 || one.dy == 0 || one.prec == 0 || one.prec > 31)
                fail();
        }
    }

    // Of channel `i`, in its own range moved to begin with 0.
    std::int64_t valueAt(std::size_t i, std::size_t x, std::size_t y) const {
        const auto& one = component(i);
        const std::size_t column = std::min<std::size_t>(x / one.dx, one.w - 1),
                          row = std::min<std::size_t>(y / one.dy, one.h - 1);
        const std::int64_t value = one.data[row * one.w + column];
        return one.sgnd ? value + (std::int64_t(1) << (one.prec - 1)) : value;
    }

    // Coarse values from end to end; of fine ones the high bits.
    int levelAt(std::size_t i, std::size_t x, std::size_t y) const {
        const auto bits = component(i).prec;
        const std::int64_t most = (std::int64_t(1) << bits) - 1,
                           value = std::clamp<std::int64_t>(valueAt(i, x, y), 0, most);
        return static_cast<int>(bits <= 8 ? (value * 255 + most / 2) / most : value >> (bits - 8));
    }

    Decoded empty() const {
        Decoded result;
        result.image = {static_cast<int>(width_), static_cast<int>(height_), {}};
        result.image.pixels.resize(width_ * height_ * 3);
        return result;
    }

    void noteAlpha(Decoded& result) const {
        for (std::size_t i = colours(); i < image_->numcomps; ++i) {
            const std::int64_t most = (std::int64_t(1) << component(i).prec) - 1;
            const bool clear = [&] {
                for (std::size_t y = 0; y < height_; ++y)
                    for (std::size_t x = 0; x < width_; ++x)
                        if (valueAt(i, x, y) < most) return true;
                return false;
            }();
            if (clear) {
                result.conversion.losses.push_back(kTransparencyDropped);
                return;
            }
        }
    }

    Decoded grey(GreyWindow window) const {
        Decoded result = empty();
        const auto& one = component(0);
        std::uint8_t* out = result.image.pixels.data();
        if (one.prec <= 8) {
            for (std::size_t y = 0; y < height_; ++y)
                for (std::size_t x = 0; x < width_; ++x, out += 3)
                    out[0] = out[1] = out[2] = static_cast<std::uint8_t>(levelAt(0, x, y));
        } else {
            std::vector<std::int32_t> values(width_ * height_);
            for (std::size_t y = 0; y < height_; ++y)
                for (std::size_t x = 0; x < width_; ++x) {
                    const std::int64_t shifted = valueAt(0, x, y);
                    values[y * width_ + x] =
                        static_cast<std::int32_t>(one.sgnd ? shifted - (std::int64_t(1) << (one.prec - 1)) : shifted);
                }
            DeepSamples samples{.pixels = width_ * height_, .bits = static_cast<int>(one.prec)};
            const double most = static_cast<double>((std::int64_t(1) << one.prec) - 1);
            // A precision that no type has was chosen for this picture.
            if (!one.sgnd && one.prec != 16) samples.window = {0, most};
            result.conversion =
                one.sgnd ? toEightBits(values.data(), samples, window, out)
                         : toEightBits(reinterpret_cast<const std::uint32_t*>(values.data()), samples, window, out);
        }
        noteAlpha(result);
        return result;
    }

    Decoded colour() const {
        Decoded result = empty();
        std::uint8_t* out = result.image.pixels.data();
        const bool isYcc = image_->color_space == OPJ_CLRSPC_SYCC;
        for (std::size_t y = 0; y < height_; ++y)
            for (std::size_t x = 0; x < width_; ++x, out += 3) {
                std::uint8_t levels[4] = {};
                for (std::size_t c = 0; c < colours(); ++c)
                    levels[c] = static_cast<std::uint8_t>(levelAt(c, x, y));
                if (colours() == 4) {
                    cmykToRgb(levels, out, 1);
                } else if (isYcc) {
                    const double luma = levels[0], blue = levels[1] - 128.0, red = levels[2] - 128.0;
                    const double rgb[3] = {luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red,
                                           luma + 1.772 * blue};
                    for (int c = 0; c < 3; ++c)
                        out[c] = static_cast<std::uint8_t>(std::clamp(rgb[c] + 0.5, 0.0, 255.0));
                } else {
                    std::copy_n(levels, 3, out);
                }
            }
        if (colours() == 4) result.conversion.losses.push_back("CMYK colours converted without a colour profile");
        noteAlpha(result);
        return result;
    }

    const std::string& name_;
    Memory memory_;
    std::string message_;
    std::unique_ptr<opj_stream_t, void (*)(opj_stream_t*)> stream_;
    std::unique_ptr<opj_codec_t, void (*)(opj_codec_t*)> codec_;
    std::unique_ptr<opj_image_t, void (*)(opj_image_t*)> image_;
    std::size_t width_ = 0, height_ = 0;
};

Header probe(std::string_view bytes, const std::string& name) {
    return kJpeg2000.probe(bytes, name);
}

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow window) {
    return Reader(bytes, name).read(window);
}

constexpr LateCodec kCodec{probe, decode};

}  // namespace

extern "C" const LateCodec* atelierLateCodec() {
    return &kCodec;
}

}  // namespace atelier::vision
