#include "evaluation/report.h"

#include "common/error.h"
#include "common/file.h"
#include "data/augmentation/open_media.h"
#include "evaluation/comparison.h"
#include "evaluation/metric.h"
#include "evaluation/report_page.h"
#include "evaluation/text_diff.h"
#include "vision/image.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace atelier::evaluation {

using protocol::Comparison;

namespace {

constexpr int kJpegQuality = 85;
constexpr std::size_t kShortText = 90;  // characters up to which texts look best in a fixed-width face

std::string html(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char32_t point : codePoints(text)) {
        if (point == U'&')
            escaped += "&amp;";
        else if (point == U'<')
            escaped += "&lt;";
        else if (point == U'>')
            escaped += "&gt;";
        else if (point == U'"')
            escaped += "&quot;";
        else if (point == U'\'')
            escaped += "&#39;";
        else if ((point < 0x20 && point != U'\n' && point != U'\t') || (point >= 0x7F && point < 0xA0))
            escaped += "\xEF\xBF\xBD";
        else if (point < 0x80)
            escaped += static_cast<char>(point);
        else if (point < 0x800)
            escaped += {static_cast<char>(0xC0 | (point >> 6)), static_cast<char>(0x80 | (point & 63))};
        else if (point < 0x10000)
            escaped += {static_cast<char>(0xE0 | (point >> 12)), static_cast<char>(0x80 | ((point >> 6) & 63)),
                        static_cast<char>(0x80 | (point & 63))};
        else
            escaped += {static_cast<char>(0xF0 | (point >> 18)), static_cast<char>(0x80 | ((point >> 12) & 63)),
                        static_cast<char>(0x80 | ((point >> 6) & 63)), static_cast<char>(0x80 | (point & 63))};
    }
    return escaped;
}

std::string base64(std::string_view bytes) {
    constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = bytes.size() - i;
        const auto at = [&](std::size_t k) {
            return k < left ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + k])) : 0U;
        };
        const std::uint32_t triple = at(0) << 16 | at(1) << 8 | at(2);
        text += kDigits[triple >> 18];
        text += kDigits[triple >> 12 & 63];
        text += left > 1 ? kDigits[triple >> 6 & 63] : '=';
        text += left > 2 ? kDigits[triple & 63] : '=';
    }
    return text;
}

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string percent(double value) {
    return fixed(100 * value, 1) + "&#8201;%";
}

Thumbnail makeThumbnail(const data::Media& media, int longestSide, vision::GreyWindow window) {
    if (media.kind != data::Media::Kind::Image) throw Error("a video", media.path.filename().string());
    vision::Image image = data::openMedia(media, window);
    if (const int side = std::max(image.width, image.height); side > longestSide) {
        const double scale = static_cast<double>(longestSide) / side;
        image =
            vision::resize(image, std::max(1, static_cast<int>(std::lround(image.width * scale))),
                           std::max(1, static_cast<int>(std::lround(image.height * scale))), vision::Filter::Bicubic);
    }
    return {vision::encodeJpeg(image, kJpegQuality), image.width, image.height};
}

class Page {
public:
    Page(const Comparison& comparison, const ReportOptions& options)
        : comparison_(comparison),
          options_(options),
          baseline_(comparison.baselineIndex()),
          others_(comparison.others()) {}

    std::string write() {
        out_ +=
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
            "'unsafe-inline'; "
            "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n<title>" +
            html(options_.title) + "</title>\n<style>" + kReportStyle + "</style>\n</head>\n";
        out_ += areLines() ? "<body class=\"lines\">\n" : "<body>\n";
        writeTop();
        out_ += "<main>\n";
        writeCards();
        writeTools();
        out_ += "<div id=\"samples\">\n";
        for (const Comparison::Sample& sample : comparison_.samples)
            writeSample(sample);
        out_ +=
            "</div>\n<p class=\"nothing\" id=\"nothing\" hidden>No sample fits.</p>\n</main>\n"
            "<footer>Made by Atelier. The page is complete in itself and loads nothing.</footer>\n<script>" +
            std::string(kReportScript) + "</script>\n</body>\n</html>\n";
        return std::move(out_);
    }

private:
    bool areLines() const {
        return std::all_of(comparison_.samples.begin(), comparison_.samples.end(),
                           [](const auto& sample) { return codePoints(sample.reference).size() <= kShortText; });
    }

    static const Metric& metricOf(const std::string& name) { return Metrics::instance().at(name, "metric"); }
    bool isPaired() const { return !others_.empty(); }
    std::string who(std::size_t contestant) const { return html(comparison_.contestants[contestant].shown()); }

    void writeTop() {
        out_ += "<header class=\"top\">\n<h1>" + html(options_.title) + "</h1>\n<dl class=\"facts\">";
        for (const auto& [name, value] : options_.facts)
            out_ += "<div><dt>" + html(name) + "</dt><dd>" + html(value) + "</dd></div>";
        out_ +=
            "<div><dt>Samples</dt><dd>" + std::to_string(comparison_.samples.size()) + "</dd></div></dl>\n</header>\n";
    }

    void writeCards() {
        out_ += "<section class=\"cards\">\n";
        for (const auto& [name, values] : comparison_.metrics)
            writeCard(name, values);
        if (!comparison_.metrics.empty())
            for (const std::size_t other : others_)
                writeTally(comparison_.metrics.front().first, other);
        out_ += "</section>\n";
    }

    // Two are read as before and after, more as a list.
    void writeCard(const std::string& name, const std::vector<double>& values) {
        if (values.empty()) return;
        const Metric& metric = metricOf(name);
        const bool listed = others_.size() > 1;
        out_ += "<div class=\"card\" title=\"" + html(metric.help) + "\"><h2>" + html(metric.title) + "<small>" +
                (metric.higherIsBetter ? "higher is better" : "lower is better") + "</small></h2>\n";
        if (!listed) writeFigures(metric, values);
        out_ += listed ? "<div class=\"bars listed\">" : "<div class=\"bars\">";
        const double longest = std::max(1e-9, *std::max_element(values.begin(), values.end()));
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool isBaseline = isPaired() && i == baseline_;
            out_ += std::string(isBaseline ? "<div class=\"base\">" : "<div>") + "<span>" + who(i) +
                    "</span><i style=\"width:" +
                    fixed(100 * values[i] / (metric.higherIsBetter ? std::max(1.0, longest) : longest), 1) + "%\"></i>";
            if (listed)
                out_ += "<b>" + percent(values[i]) + "</b>" +
                        (isBaseline ? "<em>baseline</em>" : changeBadge(metric, values[baseline_], values[i]));
            out_ += "</div>";
        }
        out_ += "</div></div>\n";
    }

    void writeFigures(const Metric& metric, const std::vector<double>& values) {
        out_ += "<div class=\"figures\">";
        const double after = values[isPaired() ? others_.front() : baseline_];
        if (isPaired())
            out_ +=
                "<span class=\"before\">" + percent(values[baseline_]) + "</span><span class=\"arrow\">&#8594;</span>";
        out_ += "<span class=\"after\">" + percent(after) + "</span>";
        if (isPaired()) out_ += changeBadge(metric, values[baseline_], after);
        out_ += "</div>\n";
    }

    static std::string changeBadge(const Metric& metric, double before, double after) {
        const double change = after - before;
        if (std::abs(change) < 5e-5) return "<span class=\"badge equal\">no change</span>";
        const std::string style = (change > 0) == metric.higherIsBetter ? "better" : "worse";
        const std::string direction = change > 0 ? " higher" : " lower";
        std::string size = percent(std::abs(change) / std::max(before, 1e-12)) + direction;
        if (before <= 0)
            size = fixed(100 * std::abs(change), 1) + " points" + direction;
        else if (after >= 2 * before)
            size = fixed(after / before, 1) + "&#8201;&#215;";  // "1,366 % higher" says nothing
        return "<span class=\"badge " + style + "\">" + (change > 0 ? "&#9650; " : "&#9660; ") + size + "</span>";
    }

    void writeTally(const std::string& metric, std::size_t other) {
        std::size_t better = 0, worse = 0, equal = 0;
        for (const Comparison::Sample& sample : comparison_.samples) {
            const double by = gain(comparison_, sample, metric, other);
            ++(std::abs(by) < 1e-9 ? equal : by > 0 ? better : worse);
        }
        const auto part = [](const char* kind, std::size_t count) {
            return count == 0
                       ? std::string()
                       : std::string("<i class=\"") + kind + "\" style=\"flex:" + std::to_string(count) + "\"></i>";
        };
        const auto line = [](const char* kind, std::size_t count, const std::string& text) {
            return std::string("<div class=\"") + kind + "\"><b>" + std::to_string(count) + "</b> " + text + "</div>";
        };
        out_ += "<div class=\"card\"><h2>" + who(other) + " against " + who(baseline_) + "<small>" +
                html(metricOf(metric).title) + "</small></h2><div class=\"tally\">" + part("g", better) +
                part("e", equal) + part("b", worse) + "</div><div class=\"counts\">" + line("g", better, "better") +
                line("e", equal, "the same") + line("b", worse, "worse") + "</div></div>\n";
    }

    void writeTools() {
        const auto button = [](const char* set, const char* value, const char* text) {
            return std::string("<button type=\"button\" data-set=\"") + set + "\" value=\"" + value + "\">" + text +
                   "</button>";
        };
        out_ += "<div class=\"tools\">";
        if (isPaired() && !comparison_.metrics.empty()) {
            out_ += "<div class=\"group\">First <div class=\"choice\">" + button("sort", "loss", "losses") +
                    button("sort", "gain", "gains") + button("sort", "order", "as written") + "</div>";
            if (comparison_.metrics.size() > 1) {
                out_ += " by <select id=\"metric\" aria-label=\"Metric\">";
                for (const auto& [name, _] : comparison_.metrics)
                    out_ += "<option>" + html(metricOf(name).title) + "</option>";
                out_ += "</select>";
            }
            if (others_.size() > 1) {
                out_ += " of <select id=\"other\" aria-label=\"Contestant\">";
                for (const std::size_t other : others_)
                    out_ += "<option>" + who(other) + "</option>";
                out_ += "</select>";
            }
            out_ += "</div><div class=\"group\">Show <div class=\"choice\">" + button("show", "all", "all") +
                    button("show", "worse", "worse") + button("show", "same", "same") +
                    button("show", "better", "better") + "</div></div>";
        }
        out_ +=
            "<input type=\"search\" id=\"find\" placeholder=\"Find text\" aria-label=\"Find text\"><span "
            "class=\"shown\" id=\"shown\">"
            "</span></div>\n<p class=\"legend\"><span class=\"extra\">red</span>: not in the reference &#8194; "
            "<span class=\"missing\">blue</span>: missing from the answer</p>\n";
    }

    void writeSample(const Comparison::Sample& sample) {
        Json gains = Json::array();  // of each other contestant, by each metric
        for (const std::size_t other : others_) {
            Json& all = gains.emplace_back(Json::array());
            for (const auto& [name, _] : comparison_.metrics)
                all.push_back(sample.scores.contains(name) ? Json(gain(comparison_, sample, name, other)) : Json());
        }
        out_ += "<article class=\"sample\" data-gains=\"" + html(gains.dump()) + "\">\n<header><span class=\"id\">" +
                html(sample.id) + "</span><span class=\"prompt\" title=\"" + html(sample.prompt) + "\">" +
                html(sample.prompt) + "</span>" + (others_.size() == 1 ? gainBadge(sample, others_.front()) : "") +
                "</header>\n<div class=\"body\"><div class=\"pictures\">";
        for (const data::Media& media : sample.images)
            writePicture(media);
        if (sample.images.empty()) out_ += "<div class=\"absent\">no image</div>";
        out_ +=
            "</div>\n<div class=\"texts\"><div class=\"text reference\"><span class=\"who\">reference</span><div "
            "class=\"said\">" +
            shown(sample.reference) + "</div></div>\n";
        for (std::size_t i = 0; i < sample.answers.size(); ++i)
            writeAnswer(sample, i);
        out_ += "</div></div>\n</article>\n";
    }

    static std::string shown(const std::string& text) {
        return text.empty() ? "<span class=\"none\">empty</span>" : html(text);
    }

    std::string gainBadge(const Comparison::Sample& sample, std::size_t other) const {
        if (comparison_.metrics.empty() || !sample.scores.contains(comparison_.metrics.front().first)) return {};
        const double by = gain(comparison_, sample, comparison_.metrics.front().first, other);
        if (std::abs(by) < 1e-9) return "<span class=\"badge equal\">same</span>";
        return by > 0 ? "<span class=\"badge better\">better</span>" : "<span class=\"badge worse\">worse</span>";
    }

    void writeAnswer(const Comparison::Sample& sample, std::size_t index) {
        const std::string& answer = sample.answers[index];
        out_ += "<div class=\"text\"><span class=\"who\">" + who(index) + "</span><div class=\"said\">";
        if (answer.empty()) out_ += shown(answer);
        for (const DiffPart& part : answer.empty() ? std::vector<DiffPart>{} : diff(sample.reference, answer)) {
            if (part.kind == DiffPart::Kind::Same)
                out_ += html(part.text);
            else if (part.kind == DiffPart::Kind::Extra)
                out_ += "<ins class=\"extra\">" + html(part.text) + "</ins>";
            else
                out_ += "<del class=\"missing\">" + html(part.text) + "</del>";
        }
        out_ += "</div><div class=\"marks\">";
        if (others_.size() > 1 && index != baseline_) out_ += gainBadge(sample, index);
        for (const auto& [name, _] : comparison_.metrics)
            if (const auto found = sample.scores.find(name); found != sample.scores.end())
                out_ += "<span title=\"" + html(metricOf(name).title) + "\">" + html(name) + " <b>" +
                        fixed(found->second[index], 2) + "</b></span>";
        out_ += "</div></div>\n";
    }

    void writePicture(const data::Media& media) {
        const std::string name = media.path.filename().string();
        if (written_ >= options_.imageBytes) {
            out_ += "<div class=\"absent\">" + html(name) + " (left out to keep this page small)</div>";
            return;
        }
        try {
            const Thumbnail small = options_.thumbnail
                                        ? options_.thumbnail(media)
                                        : makeThumbnail(media, options_.longestSide, options_.greyWindow);
            written_ += small.jpeg.size();
            // A line of print is wide and low: it gets the whole column, enlarged where it is small.
            const bool low = small.height * 3 < small.width;
            out_ += "<img loading=\"lazy\" alt=\"" + html(name) + "\" width=\"" + std::to_string(small.width) +
                    "\" height=\"" + std::to_string(small.height) + "\"" + (low ? " class=\"short\"" : "") +
                    " src=\"data:image/jpeg;base64," + base64(small.jpeg) + "\">";
        } catch (const Error& error) {
            out_ += "<div class=\"absent\">" + html(name) + ": " + html(error.message()) + "</div>";
        }
    }

    const Comparison& comparison_;
    const ReportOptions& options_;
    std::size_t baseline_;
    std::vector<std::size_t> others_;
    std::string out_;
    std::size_t written_ = 0;
};

}  // namespace

std::string reportHtml(const Comparison& comparison, const ReportOptions& options) {
    return Page(comparison, options).write();
}

void writeReport(const Comparison& comparison, const std::filesystem::path& folder, const ReportOptions& options) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) throw Error::failure("cannot create the folder: " + code.message(), folder.string());
    writeComparison(comparison, folder / "comparison.json");
    writeFileAtomically(folder / "report.html", reportHtml(comparison, options));
}

}  // namespace atelier::evaluation
