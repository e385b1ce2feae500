#include "unit/vision/made_pictures.h"

#include "unit/vision/files.h"

#include <memory>
#ifdef ATELIER_HEIF
#include <libheif/heif.h>
#endif
#ifdef ATELIER_OPENJPEG
#include <openjpeg.h>
#endif

namespace atelier::vision {

std::string tiffOf(const std::vector<TiffPage>& pages) {
    std::string file("II*\0\0\0\0\0", 8);
    std::size_t link = 4;  // where the place of the next directory is to be written
    for (const TiffPage& page : pages) {
        struct Entry {
            std::uint16_t type;
            std::uint32_t count;
            std::string value;
        };
        std::map<std::uint16_t, Entry> entries;
        const auto shortOf = [](const std::vector<std::uint16_t>& values) {
            return Entry{3, static_cast<std::uint32_t>(values.size()), bytesOf(values)};
        };
        const auto longOf = [](std::uint32_t value) { return Entry{4, 1, littleEndian(value)}; };
        entries[256] = longOf(page.width);
        entries[257] = longOf(page.height);
        entries[258] = shortOf(std::vector<std::uint16_t>(page.samples, page.bits));
        entries[259] = shortOf({1});
        entries[262] = shortOf({page.photometric});
        entries[273] = longOf(static_cast<std::uint32_t>(file.size()));
        entries[277] = shortOf({page.samples});
        entries[278] = longOf(page.height);
        entries[279] = longOf(static_cast<std::uint32_t>(page.pixels.size()));
        entries[339] = shortOf(std::vector<std::uint16_t>(page.samples, page.format));
        for (const auto& [tag, values] : page.shorts)
            entries[tag] = shortOf(values);
        for (const auto& [tag, value] : page.doubles)
            entries[tag] = {12, 1, littleEndian(value)};
        for (const auto& [tag, text] : page.texts)
            entries[tag] = {2, static_cast<std::uint32_t>(text.size() + 1), text + '\0'};
        file += page.pixels;
        for (auto& [tag, entry] : entries) {
            if (entry.value.size() <= 4) {
                entry.value.resize(4, '\0');
                continue;
            }
            if (file.size() % 2) file += '\0';
            const auto place = static_cast<std::uint32_t>(file.size());
            file += entry.value;
            entry.value = littleEndian(place);
        }
        if (file.size() % 2) file += '\0';
        file.replace(link, 4, littleEndian(static_cast<std::uint32_t>(file.size())));
        file += littleEndian(static_cast<std::uint16_t>(entries.size()));
        for (const auto& [tag, entry] : entries)
            file += littleEndian(tag) + littleEndian(entry.type) + littleEndian(entry.count) + entry.value;
        link = file.size();
        file += std::string(4, '\0');
    }
    return file;
}

std::string deepPng(std::uint32_t width, std::uint32_t height, const std::vector<std::uint16_t>& values,
                    std::uint8_t significantBits) {
    std::string raw;
    for (std::uint32_t y = 0; y < height; ++y) {
        raw += '\0';  // no filter
        for (std::uint32_t x = 0; x < width; ++x) {
            raw += static_cast<char>(values[y * width + x] >> 8);
            raw += static_cast<char>(values[y * width + x]);
        }
    }
    std::uint32_t a = 1, b = 0;  // Adler-32
    for (const unsigned char byte : raw)
        a = (a + byte) % 65521, b = (b + a) % 65521;
    const auto size = static_cast<std::uint16_t>(raw.size());  // one stored block
    const std::string packed = "\x78\x01\x01" + littleEndian(size) + littleEndian(static_cast<std::uint16_t>(~size)) +
                               raw + bigEndian32(b << 16 | a);
    return "\x89PNG\r\n\x1A\n" +
           pngChunk("IHDR", bigEndian32(width) + bigEndian32(height) + std::string("\x10\0\0\0\0", 5)) +
           (significantBits ? pngChunk("sBIT", std::string(1, static_cast<char>(significantBits))) : "") +
           pngChunk("IDAT", packed) + pngChunk("IEND", "");
}

std::string bmpOf(std::int32_t width, std::int32_t height, std::uint16_t bits, const std::string& palette,
                  const std::string& rows, std::uint32_t compression) {
    const auto offset = static_cast<std::uint32_t>(14 + 40 + palette.size());
    return "BM" + littleEndian(static_cast<std::uint32_t>(offset + rows.size())) + std::string(4, '\0') +
           littleEndian(offset) + littleEndian(std::uint32_t(40)) + littleEndian(width) + littleEndian(height) +
           littleEndian(std::uint16_t(1)) + littleEndian(bits) + littleEndian(compression) +
           littleEndian(static_cast<std::uint32_t>(rows.size())) + std::string(16, '\0') + palette + rows;
}

std::string gifOf(std::uint16_t width, std::uint16_t height, const std::string& palette,
                  const std::vector<GifFrame>& frames) {
    std::string file = "GIF89a" + littleEndian(width) + littleEndian(height) + std::string("\x82\0\0", 3) + palette;
    for (const GifFrame& frame : frames) {
        if (frame.clear >= 0)
            file += std::string("\x21\xF9\x04\x01\0\0", 6) + static_cast<char>(frame.clear) + std::string(1, '\0');
        file += "\x2C" + littleEndian(frame.left) + littleEndian(frame.top) + littleEndian(frame.width) +
                littleEndian(frame.height) + static_cast<char>(frame.interlaced ? 0x40 : 0) + '\x03';
        // Codes of 4 bits: 8 is "clear", 9 "end". Cleared before the table grows, so that the width stays.
        std::string packed;
        unsigned held = 0, have = 0;
        const auto put = [&](unsigned code) {
            held |= code << have;
            for (have += 4; have >= 8; have -= 8, held >>= 8)
                packed += static_cast<char>(held);
        };
        for (std::size_t i = 0; i < frame.indices.size(); ++i) {
            if (i % 4 == 0) put(8);
            put(frame.indices[i]);
        }
        put(9);
        if (have > 0) packed += static_cast<char>(held);
        for (std::size_t at = 0; at < packed.size(); at += 255) {
            const std::string block = packed.substr(at, 255);
            file += static_cast<char>(block.size()) + block;
        }
        file += '\0';
    }
    return file + ';';
}

#ifdef ATELIER_HEIF
namespace {

std::string heifOf(const Image& image, heif_compression_format format) {
    const std::unique_ptr<heif_context, decltype(&heif_context_free)> context(heif_context_alloc(), heif_context_free);
    heif_encoder* encoder = nullptr;
    if (heif_context_get_encoder_for_format(context.get(), format, &encoder).code != heif_error_Ok) return {};
    heif_encoder_set_lossy_quality(encoder, 95);
    heif_image* made = nullptr;
    heif_image_create(image.width, image.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &made);
    heif_image_add_plane(made, heif_channel_interleaved, image.width, image.height, 8);
    int stride = 0;
    std::uint8_t* plane = heif_image_get_plane(made, heif_channel_interleaved, &stride);
    const auto row = static_cast<std::size_t>(image.width) * 3;
    for (int y = 0; y < image.height; ++y)
        std::memcpy(plane + static_cast<std::ptrdiff_t>(y) * stride, image.pixels.data() + std::size_t(y) * row, row);
    heif_image_handle* handle = nullptr;
    std::string bytes;
    if (heif_context_encode_image(context.get(), made, encoder, nullptr, &handle).code == heif_error_Ok) {
        heif_writer writer{1, [](heif_context*, const void* data, std::size_t size, void* user) {
                               static_cast<std::string*>(user)->assign(static_cast<const char*>(data), size);
                               return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
                           }};
        heif_context_write(context.get(), &writer, &bytes);
        heif_image_handle_release(handle);
    }
    heif_image_release(made);
    heif_encoder_release(encoder);
    return bytes;
}

}  // namespace

std::string heicOf(const Image& image) {
    return heifOf(image, heif_compression_HEVC);
}
std::string avifOf(const Image& image) {
    return heifOf(image, heif_compression_AV1);
}
#else
std::string heicOf(const Image&) {
    return {};
}
std::string avifOf(const Image&) {
    return {};
}
#endif

#ifdef ATELIER_OPENJPEG
std::string jpeg2000Of(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint32_t bits,
                       const std::vector<std::int32_t>& values, bool signedValues) {
    std::vector<opj_image_cmptparm_t> parts(channels, opj_image_cmptparm_t{});
    for (auto& part : parts) {
        part.dx = part.dy = 1;
        part.w = width;
        part.h = height;
        part.prec = bits;
        part.sgnd = signedValues;
    }
    opj_image_t* image = opj_image_create(channels, parts.data(), channels == 1 ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB);
    image->x1 = width;
    image->y1 = height;
    for (std::size_t i = 0; i < std::size_t(width) * height; ++i)
        for (std::uint32_t c = 0; c < channels; ++c)
            image->comps[c].data[i] = values[i * channels + c];
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.cp_disto_alloc = 1;
    parameters.numresolution = 2;
    opj_codec_t* codec = opj_create_compress(OPJ_CODEC_JP2);
    opj_setup_encoder(codec, &parameters, image);
    struct Memory {
        std::string bytes;
        std::size_t at = 0;
    } memory;
    opj_stream_t* stream = opj_stream_default_create(OPJ_FALSE);
    opj_stream_set_user_data(stream, &memory, nullptr);
    opj_stream_set_write_function(stream, [](void* from, OPJ_SIZE_T size, void* user) -> OPJ_SIZE_T {
        auto* to = static_cast<Memory*>(user);
        if (to->bytes.size() < to->at + size) to->bytes.resize(to->at + size);
        std::memcpy(to->bytes.data() + to->at, from, size);
        to->at += size;
        return size;
    });
    opj_stream_set_seek_function(stream, [](OPJ_OFF_T place, void* user) -> OPJ_BOOL {
        static_cast<Memory*>(user)->at = static_cast<std::size_t>(place);
        return OPJ_TRUE;
    });
    opj_stream_set_skip_function(stream, [](OPJ_OFF_T count, void* user) -> OPJ_OFF_T {
        static_cast<Memory*>(user)->at += static_cast<std::size_t>(count);
        return count;
    });
    const bool done =
        opj_start_compress(codec, image, stream) && opj_encode(codec, stream) && opj_end_compress(codec, stream);
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    opj_image_destroy(image);
    return done ? memory.bytes : std::string();
}
#else
std::string jpeg2000Of(std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, const std::vector<std::int32_t>&,
                       bool) {
    return {};
}
#endif

}  // namespace atelier::vision
