#pragma once

#include "protocol/comparison.h"
#include "vision/grey_window.h"

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::evaluation {

/// A picture made small for the page: JPEG bytes and the size they are shown in.
struct Thumbnail {
    std::string jpeg;
    int width = 0, height = 0;
};

struct ReportOptions {
    std::string title = "Before and after";
    std::vector<std::pair<std::string, std::string>>
        facts;              ///< below the title, e.g. {"Model", "starter"}, {"Run", "lines-lora"}
    int longestSide = 640;  ///< of a thumbnail, pixels
    vision::GreyWindow greyWindow = vision::GreyWindow::Auto;  ///< as the run's recipe says
    std::size_t imageBytes = std::size_t(48)
                             << 20;  ///< of all thumbnails; later samples show their file's name instead
    /// How a picture gets into the page; default: decoded, cropped, shrunk to longestSide, encoded as JPEG. Throws
    /// Error when it cannot.
    std::function<Thumbnail(const data::Media&)> thumbnail;
};

/// One page that needs no network and no other file: any number of contestants against the baseline. Everything that
/// came from a model or a dataset is escaped, and the page's own policy forbids it to load anything. An image that
/// cannot be shown leaves its reason in its place.
std::string reportHtml(const protocol::Comparison& comparison, const ReportOptions& options = {});

/// report.html and comparison.json in `folder`, which is made where needed.
void writeReport(const protocol::Comparison& comparison, const std::filesystem::path& folder,
                 const ReportOptions& options = {});

}  // namespace atelier::evaluation
