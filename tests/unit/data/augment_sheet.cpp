// A page of pictures for the eye: a labelled picture as each augmentation and some chains show it, the regions drawn
// where they are said to be. The tests beside it measure the same.
//   augment_sheet LABELME.json OUT.png
#include "common/file.h"
#include "common/json.h"
#include "data/augmentation/augmentation.h"
#include "data/augmentation/moved_region.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iostream>

using namespace atelier;
using namespace atelier::data;

namespace {

constexpr int kTileWidth = 260, kTileHeight = 420, kColumns = 7;

Sample labelled(const std::filesystem::path& file) {
    const Json json = readJson(file);
    Sample sample;
    sample.id = file.stem().string();
    sample.media = {{Media::Kind::Image, file.parent_path() / json.at("imagePath").get<std::string>()}};
    for (const Json& shape : json.at("shapes")) {
        Region region;
        region.points = shape.at("points").get<std::vector<vision::Point>>();
        if (region.points.size() > 2) region.shape = Region::Shape::Polygon;
        sample.regions.push_back(region);
    }
    return sample;
}

void drawLine(vision::Image& image, vision::Point from, vision::Point to) {
    const int steps = 1 + static_cast<int>(2 * std::hypot(to[0] - from[0], to[1] - from[1]));
    for (int i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        const int x = static_cast<int>(from[0] + share * (to[0] - from[0]));
        const int y = static_cast<int>(from[1] + share * (to[1] - from[1]));
        if (x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
        std::uint8_t* pixel = image.pixels.data() + 3 * (std::size_t(y) * std::size_t(image.width) + std::size_t(x));
        pixel[0] = 230;
        pixel[1] = pixel[2] = 20;
    }
}

vision::Image tileOf(const Augmented& varied) {
    vision::Image image = varied.images[0];
    for (const Region& region : varied.sample.regions) {
        const auto outline = outlineOf(region);
        for (std::size_t i = 0; i < outline.size(); ++i)
            drawLine(image, outline[i], outline[(i + 1) % outline.size()]);
    }
    const double scale = std::min(double(kTileWidth - 6) / image.width, double(kTileHeight - 6) / image.height);
    return vision::resize(image, std::max(1, static_cast<int>(image.width * scale)),
                          std::max(1, static_cast<int>(image.height * scale)), vision::Filter::Bicubic);
}

void paste(vision::Image& sheet, const vision::Image& tile, int left, int top) {
    for (int y = 0; y < tile.height; ++y)
        std::memcpy(sheet.pixels.data() + 3 * (std::size_t(top + y) * std::size_t(sheet.width) + std::size_t(left)),
                    tile.pixels.data() + 3 * std::size_t(y) * std::size_t(tile.width), 3 * std::size_t(tile.width));
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "augment_sheet LABELME.json OUT.png\n";
        return 2;
    }
    try {
        const Sample sample = labelled(arguments[1]);
        std::vector<std::pair<std::string, std::string>> recipes{
            {"as it is", ""},
            {"everything",
             "augment_rotate: 8\naugment_perspective: 0.1\naugment_shadow: 0.5\naugment_colour: 0.3\n"
             "augment_motion_blur: 4\naugment_noise: 15\naugment_jpeg: 60\n"},
            {"turned boxes", "augment_rotate: 30\naugment_rotated_boxes: true\n"},
            {"regions on others", "augment_background: 1\naugment_background_regions: true\n"}};
        for (const auto& option : AugmentOptions::schema().group().options)
            if (const std::string name = option.key.substr(std::strlen("augment_"));
                vision::Augmentations::instance().all().contains(name))
                recipes.emplace_back(
                    name, option.key + ": " +
                              settings::toText(std::min(*option.maximum, name == "rotate" ? 30.0 : *option.maximum)) +
                              "\n");
        const int rows = (static_cast<int>(recipes.size()) + kColumns - 1) / kColumns;
        vision::Image sheet{kColumns * kTileWidth, rows * kTileHeight, {}};
        sheet.pixels.assign(std::size_t(sheet.width) * std::size_t(sheet.height) * 3, 90);
        for (std::size_t i = 0; i < recipes.size(); ++i) {
            Augmenter::Options options;
            options.pictures = AugmentOptions::schema().read(settings::Recipe::parse(recipes[i].second, "sheet"));
            options.pictures.probability = 1;
            options.pictures.fill = "grey";
            options.backgrounds = sample.media;
            paste(sheet, tileOf(Augmenter(options).augment(sample, 1, mediaOpener(vision::GreyWindow::Auto))),
                  static_cast<int>(i) % kColumns * kTileWidth, static_cast<int>(i) / kColumns * kTileHeight);
            std::cout << recipes[i].first << (i % kColumns == kColumns - 1 ? "\n" : ", ");
        }
        std::cout << "\n";
        writeFileAtomically(arguments[2], vision::encodePng(sheet));
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
