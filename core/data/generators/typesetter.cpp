#include "data/generators/typesetter.h"

#include "common/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ft2build.h>
#include <map>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_BBOX_H

namespace atelier::data {
namespace {

// Their order is part of what a seed draws. Packages: packaging/deb/packages-fonts.txt.
constexpr std::array kFonts{
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSansMono-Bold.ttf",
    "DejaVuSerif.ttf",
    "LiberationSans-Regular.ttf",
    "LiberationSans-Bold.ttf",
    "LiberationMono-Regular.ttf",
    "LiberationMono-Bold.ttf",
    "LiberationSerif-Regular.ttf",
    "FreeMono.ttf",
    "FreeMonoBold.ttf",
    "FreeSans.ttf",
    "FreeSerif.ttf",
    "NotoMono-Regular.ttf",
    "Inconsolata.otf",
    "Hack-Regular.ttf",
    "Hack-Bold.ttf",
    "Courier Prime.otf",
    "Courier Prime Bold.otf",
    "Roboto-Regular.ttf",
    "RobotoCondensed-Regular.ttf",
    "RobotoCondensed-Bold.ttf",
    "Lato-Regular.ttf",
    "OpenSans-Regular.ttf",
    "OpenSans-CondBold.ttf",
    "Cantarell-Regular.otf",
    "FiraCode-Regular.ttf",
    "Anonymous Pro.ttf",
    "OCRA.ttf",
    "OCRB.otf",
    "JetBrainsMono-Regular.ttf",
    "Carlito-Regular.ttf",
    "Go-Mono.ttf",
    "B612Mono-Regular.otf",
    "mononoki-Regular.ttf",
};

constexpr int kLoad = FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP;

std::map<std::string, std::filesystem::path> filesIn(const std::vector<std::filesystem::path>& folders) {
    std::map<std::string, std::filesystem::path> found;
    for (const auto& folder : folders) {
        std::error_code code;
        const auto options = std::filesystem::directory_options::skip_permission_denied;
        for (std::filesystem::recursive_directory_iterator it(folder, options, code), end; !code && it != end;
             it.increment(code))
            found.emplace(it->path().filename().string(), it->path());
    }
    return found;
}

FT_Pos fixed(double pixels) {
    return static_cast<FT_Pos>(std::lround(pixels * 64));
}
FT_Fixed wide(double value) {
    return static_cast<FT_Fixed>(std::lround(value * 65536));
}

}  // namespace

void Coverage::ink(int x, int y, float value) {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    float& pixel = at(x, y);
    pixel = std::max(pixel, value);
}

struct Typesetter::Impl {
    FT_Library library = nullptr;
    std::vector<FT_Face> faces;
    std::vector<double> capHeights;  // of a font of one pixel
    std::mutex mutex;

    ~Impl() {
        for (FT_Face face : faces)
            FT_Done_Face(face);
        if (library) FT_Done_FreeType(library);
    }

    // Calls use(glyph slot) for every letter, its outline placed on the canvas (y upwards).
    template <class Use>
    void forEach(std::size_t font, const std::string& text, const Typesetting& setting, double x, double y, Use use) {
        FT_Face face = faces.at(font);
        FT_Set_Char_Size(face, 0, fixed(setting.capHeight / capHeights[font]), 72, 72);
        const double cosine = std::cos(setting.angle), sine = std::sin(setting.angle);
        // Rotation after shear after squeeze.
        const double shear = setting.slant;
        FT_Matrix matrix{wide(cosine * setting.squeeze), wide(cosine * shear - sine), wide(sine * setting.squeeze),
                         wide(sine * shear + cosine)};
        double pen = 0;
        for (const char letter : text) {
            if (FT_Load_Char(face, static_cast<FT_ULong>(letter), kLoad) != 0)
                throw Error("the font cannot be drawn", face->family_name ? face->family_name : "");
            FT_GlyphSlot slot = face->glyph;
            const double advance = static_cast<double>(slot->linearHoriAdvance) / 65536;
            if (setting.weight > 0) FT_Outline_Embolden(&slot->outline, fixed(setting.weight));
            FT_Outline_Transform(&slot->outline, &matrix);
            FT_Outline_Translate(&slot->outline, fixed(x + pen * cosine), fixed(-y + pen * sine));
            use(slot);
            pen += advance * setting.squeeze + setting.tracking;
        }
    }
};

Typesetter::Typesetter(const std::vector<std::filesystem::path>& folders) : impl_(std::make_unique<Impl>()) {
    const auto files = filesIn(folders);
    std::string missing;
    for (const char* name : kFonts)
        if (!files.contains(name)) missing += (missing.empty() ? "" : ", ") + std::string(name);
    if (!missing.empty())
        throw Error("fonts are missing: " + missing, folders.empty() ? "" : folders.front().string(),
                    "install the packages of packaging/deb/packages-fonts.txt");
    if (FT_Init_FreeType(&impl_->library) != 0) throw Error::failure("FreeType cannot be started");
    for (const char* name : kFonts) {
        const auto& path = files.at(name);
        FT_Face face = nullptr;
        if (FT_New_Face(impl_->library, path.c_str(), 0, &face) != 0)
            throw Error("the font cannot be read", path.string());
        impl_->faces.push_back(face);
        FT_BBox box{};
        if (FT_Set_Char_Size(face, 0, 1000 * 64, 72, 72) != 0 || FT_Load_Char(face, 'H', kLoad) != 0 ||
            FT_Outline_Get_BBox(&face->glyph->outline, &box) != 0 || box.yMax <= 0)
            throw Error("the font has no capital H", path.string());
        impl_->capHeights.push_back(static_cast<double>(box.yMax) / 64 / 1000);
    }
}

Typesetter::~Typesetter() = default;

std::size_t Typesetter::fonts() const {
    return kFonts.size();
}

std::string Typesetter::fontName(std::size_t font) const {
    return kFonts.at(font);
}

bool Typesetter::covers(std::size_t font, const std::string& text) const {
    const std::lock_guard lock(impl_->mutex);
    return std::all_of(text.begin(), text.end(), [&](char letter) {
        return FT_Get_Char_Index(impl_->faces.at(font), static_cast<FT_ULong>(letter)) != 0;
    });
}

TextBounds Typesetter::measure(std::size_t font, const std::string& text, const Typesetting& setting) const {
    const std::lock_guard lock(impl_->mutex);
    TextBounds bounds;
    bool first = true;
    impl_->forEach(font, text, setting, 0, 0, [&](FT_GlyphSlot slot) {
        if (slot->outline.n_points == 0) return;
        FT_BBox box{};
        FT_Outline_Get_BBox(&slot->outline, &box);
        const TextBounds one{static_cast<double>(box.xMin) / 64, -static_cast<double>(box.yMax) / 64,
                             static_cast<double>(box.xMax) / 64, -static_cast<double>(box.yMin) / 64};
        if (first) bounds = one;
        first = false;
        bounds = {std::min(bounds.left, one.left), std::min(bounds.top, one.top), std::max(bounds.right, one.right),
                  std::max(bounds.bottom, one.bottom)};
    });
    return bounds;
}

void Typesetter::draw(std::size_t font, const std::string& text, const Typesetting& setting, double x, double y,
                      Coverage& canvas) const {
    const std::lock_guard lock(impl_->mutex);
    impl_->forEach(font, text, setting, x, y, [&](FT_GlyphSlot slot) {
        if (slot->outline.n_points == 0) return;
        if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0) throw Error("the font cannot be drawn", fontName(font));
        const FT_Bitmap& bitmap = slot->bitmap;
        for (int row = 0; row < static_cast<int>(bitmap.rows); ++row)
            for (int column = 0; column < static_cast<int>(bitmap.width); ++column)
                canvas.ink(slot->bitmap_left + column, row - slot->bitmap_top,
                           static_cast<float>(bitmap.buffer[row * bitmap.pitch + column]) / 255.f);
    });
}

}  // namespace atelier::data
