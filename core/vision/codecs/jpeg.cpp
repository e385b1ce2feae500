#include "common/error.h"
#include "vision/codecs/codec.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <jerror.h>
#include <jpeglib.h>

// libjpeg reports errors through longjmp: between setjmp and the calls that can fail, only trivial locals may live.
namespace atelier::vision {
namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);

struct ErrorState {
    jpeg_error_mgr manager;
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX];
    bool corrupt;
    bool ended;  // the data ended before the image's end mark
};

ErrorState& stateOf(j_common_ptr info) {
    return *reinterpret_cast<ErrorState*>(info->err);
}

[[noreturn]] void onError(j_common_ptr info) {
    ErrorState& state = stateOf(info);
    info->err->format_message(info, state.message);
    std::longjmp(state.jump, 1);
}

void onMessage(j_common_ptr info, int level) {
    if (level >= 0) return;
    ErrorState& state = stateOf(info);
    switch (info->err->msg_code) {
        case JWRN_JPEG_EOF:
            state.ended = true;
            break;
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
            if (!state.corrupt) info->err->format_message(info, state.message);
            state.corrupt = true;
            break;
        default:
            break;  // stray bytes between markers and the like: no pixel is lost
    }
}

jpeg_error_mgr* prepare(ErrorState& state) {
    jpeg_std_error(&state.manager);
    state.manager.error_exit = onError;
    state.manager.emit_message = onMessage;
    state.message[0] = 0;
    state.corrupt = state.ended = false;
    return &state.manager;
}

class Decompressor {
public:
    Decompressor(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {
        info_.err = prepare(state_);
        jpeg_create_decompress(&info_);
    }
    ~Decompressor() { jpeg_destroy_decompress(&info_); }
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    Header header() {
        if (!readHeader()) damaged(name_, state_.message);
        std::string_view exif, xmp;
        for (auto* marker = info_.marker_list; marker; marker = marker->next) {
            const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
            if (exif.empty() && data.starts_with(kExif)) exif = data.substr(kExif.size());
            if (xmp.empty() && data.starts_with(kXmp)) xmp = data.substr(kXmp.size());
        }
        return {info_.image_width, info_.image_height, orientationOf(exif, xmp)};
    }

    Decoded pixels() {
        Decoded result;
        result.image.width = static_cast<int>(info_.image_width);
        result.image.height = static_cast<int>(info_.image_height);
        result.image.pixels.resize(std::size_t(info_.image_width) * info_.image_height * 3);
        const bool cmyk = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
        if (cmyk) {
            row_.resize(std::size_t(info_.image_width) * 4);
            result.conversion.losses.push_back("CMYK colours converted without a colour profile");
        }
        if (!readPixels(result.image.pixels.data(), cmyk)) damaged(name_, state_.message);
        if (state_.corrupt) damaged(name_, state_.message);
        if (state_.ended && jpeg_has_multiple_scans(&info_)) damaged(name_, "the file ends too early");
        return result;
    }

private:
    bool readHeader() {
        if (setjmp(state_.jump)) return false;
        jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
        jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
        jpeg_read_header(&info_, TRUE);
        return true;
    }

    bool readPixels(std::uint8_t* out, bool cmyk) {
        if (setjmp(state_.jump)) return false;
        info_.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
        jpeg_start_decompress(&info_);
        const std::size_t stride = std::size_t(info_.output_width) * 3;
        while (info_.output_scanline < info_.output_height) {
            std::uint8_t* target = out + info_.output_scanline * stride;
            JSAMPROW line = cmyk ? row_.data() : target;
            jpeg_read_scanlines(&info_, &line, 1);
            if (!cmyk) continue;
            for (std::uint8_t& ink : row_)
                ink = std::uint8_t(255 - ink);  // Adobe's inverted CMYK, as Pillow assumes
            cmykToRgb(row_.data(), target, info_.output_width);
        }
        return true;
    }

    std::string_view bytes_;
    const std::string& name_;
    ErrorState state_;
    jpeg_decompress_struct info_{};
    std::vector<std::uint8_t> row_;
};

bool matches(std::string_view bytes) {
    return bytes.starts_with("\xFF\xD8\xFF");
}

Header probe(std::string_view bytes, const std::string& name) {
    return Decompressor(bytes, name).header();
}

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow) {
    Decompressor decompressor(bytes, name);
    const Header header = decompressor.header();
    checkLimits(header.width, header.height, name);
    return decompressor.pixels();
}

bool compress(jpeg_compress_struct& info, ErrorState& state, const Image& image, int quality, unsigned char*& buffer,
              unsigned long& size) {
    if (setjmp(state.jump)) return false;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(image.width);
    info.image_height = static_cast<JDIMENSION>(image.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    const std::size_t stride = std::size_t(image.width) * 3;
    while (info.next_scanline < info.image_height) {
        JSAMPROW line = const_cast<JSAMPROW>(image.pixels.data() + info.next_scanline * stride);
        jpeg_write_scanlines(&info, &line, 1);
    }
    jpeg_finish_compress(&info);
    return true;
}

}  // namespace

const Codec kJpeg{"jpeg", matches, probe, decode};

std::string encodeJpeg(const Image& image, int quality) {
    jpeg_compress_struct info{};
    ErrorState state;
    info.err = prepare(state);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    const bool done = compress(info, state, image, quality, buffer, size);
    std::string bytes;
    if (done) bytes.assign(reinterpret_cast<const char*>(buffer), size);
    jpeg_destroy_compress(&info);
    std::free(buffer);
    if (!done) throw Error::failure(std::string("cannot encode JPEG: ") + state.message);
    return bytes;
}

}  // namespace atelier::vision
