#include "output.h"

#include "common/error.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <unistd.h>
#include <vector>

namespace atelier::cli {

void print(std::string_view text) {
    static bool readerGone = false;
    while (!text.empty() && !readerGone) {
        const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno == EPIPE)
            readerGone = true;
        else if (errno != EINTR && errno != EAGAIN)
            throw Error::failure(std::string("cannot write: ") + std::strerror(errno), "standard output",
                                 errno == ENOSPC ? "free some space and try again" : "");
    }
}

void printJson(const Json& json) {
    // Answers and file names may hold anything; the output stays valid UTF-8.
    print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void note(std::string_view line) {
    const std::string text = std::string(line) + "\n";
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
        text.insert(static_cast<std::size_t>(i), ",");
    return text;
}

std::string byteText(std::uint64_t bytes) {
    const char* units[] = {"bytes", "kB", "MB", "GB", "TB"};
    double value = static_cast<double>(bytes);
    int unit = 0;
    while (value >= 1000 && unit < 4) {
        value /= 1000;
        ++unit;
    }
    char text[40];
    std::snprintf(text, sizeof text, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    return text;
}

std::string durationText(double seconds) {
    const auto whole = static_cast<long long>(std::llround(std::clamp(seconds, 0.0, 1e9)));
    char text[40];
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    return text;
}

std::string numberText(double number) {
    char text[40];
    std::snprintf(text, sizeof text, "%.4g", number);
    return text;
}

std::string table(const std::vector<std::vector<std::string>>& rows, Align others) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i == widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string pad(widths[i] - row[i].size(), ' ');
            if (i > 0) line += "  ";
            line += i > 0 && others == Align::Right ? pad + row[i] : row[i] + pad;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

}  // namespace atelier::cli
