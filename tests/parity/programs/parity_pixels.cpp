// Runs the vision room on files, for test_pixels.py:
//   parity_pixels decode OUT WINDOW IMAGE...       OUT/<i>.raw: RGB bytes; WINDOW: of deep greys, as in a recipe
//   parity_pixels resize OUT IMAGE FILTER W H...   OUT/<i>.raw: RGB bytes of each size; FILTER: bilinear, bicubic,
//   lanczos parity_pixels process OUT CONFIG IMAGE...      OUT/<i>.raw: float32 tower input
// and prints a JSON list with sizes, grids, milliseconds and errors, one entry a file written.
#include "common/error.h"
#include "common/json.h"
#include "vision/preprocessor.h"

#include <chrono>
#include <fstream>
#include <iostream>

namespace {

using namespace atelier;

double milliseconds(std::chrono::steady_clock::time_point since) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
}

template <class T>
void save(const std::string& folder, std::size_t index, const std::vector<T>& values) {
    std::ofstream(folder + "/" + std::to_string(index) + ".raw", std::ios::binary)
        .write(reinterpret_cast<const char*>(values.data()), std::streamsize(values.size() * sizeof(T)));
}

Json decode(const std::string& path, vision::GreyWindow window, const std::string& out, std::size_t index) {
    const auto info = vision::probeImage(path);
    const auto start = std::chrono::steady_clock::now();
    const auto image = vision::decodeImage(std::filesystem::path(path), window);
    const double time = milliseconds(start);
    save(out, index, image.pixels);
    return {{"width", image.width},
            {"height", image.height},
            {"ms", time},
            {"format", info.format},
            {"probed", {info.width, info.height}}};
}

Json resize(const vision::Image& image, const std::string& name, int width, int height, const std::string& out,
            std::size_t index) {
    const auto filter = name == "bilinear"  ? vision::Filter::Bilinear
                        : name == "bicubic" ? vision::Filter::Bicubic
                                            : vision::Filter::Lanczos;
    const auto start = std::chrono::steady_clock::now();
    const auto resized = vision::resize(image, width, height, filter);
    const double time = milliseconds(start);
    save(out, index, resized.pixels);
    return {{"width", resized.width}, {"height", resized.height}, {"ms", time}};
}

Json process(const vision::Preprocessor& preprocessor, const std::string& path, const std::string& out,
             std::size_t index) {
    const auto image = vision::decodeImage(std::filesystem::path(path));
    const auto start = std::chrono::steady_clock::now();
    const auto pixels = preprocessor.process(image);
    const double time = milliseconds(start);
    save(out, index, pixels.values);
    return {{"shape", pixels.shape},
            {"grids", pixels.grids},
            {"ms", time},
            {"tokens", preprocessor.tokenCount(image.width, image.height)},
            {"planned", preprocessor.plannedSize(image.width, image.height)}};
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    const std::string &command = arguments.at(0), &out = arguments.at(1);
    Json result = Json::array();
    if (command == "resize") {
        const auto image = vision::decodeImage(std::filesystem::path(arguments.at(2)));
        for (std::size_t i = 4; i + 1 < arguments.size(); i += 2)
            result.push_back(resize(image, arguments.at(3), std::stoi(arguments[i]), std::stoi(arguments[i + 1]), out,
                                    result.size()));
    } else {
        std::unique_ptr<vision::Preprocessor> preprocessor;
        if (command == "process") preprocessor = vision::makePreprocessor(readJson(arguments.at(2)), arguments.at(2));
        const auto window = preprocessor ? vision::GreyWindow::Auto : vision::greyWindowNamed(arguments.at(2));
        for (std::size_t i = 3; i < arguments.size(); ++i) {
            try {
                result.push_back(preprocessor ? process(*preprocessor, arguments[i], out, result.size())
                                              : decode(arguments[i], window, out, result.size()));
            } catch (const Error& error) {
                result.push_back({{"error", error.what()}});
            }
        }
    }
    std::cout << result.dump() << std::endl;
}
