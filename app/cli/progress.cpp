#include "progress.h"

#include "output.h"
#include "protocol/training_metrics.h"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace atelier::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kPlainLine = std::chrono::seconds(10);

void toError(const std::string& text) {
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

std::size_t terminalWidth() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

std::string bar(double share) {
    constexpr std::size_t kBar = 24;
    const auto full = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * kBar);
    return "[" + std::string(full, '#') + std::string(kBar - full, '-') + "]";
}

std::string shortened(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (text.size() <= 60) return text;
    std::size_t end = 57;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;  // not inside a UTF-8 character
    return text.substr(0, end) + "...";
}

}  // namespace

std::string phaseText(const protocol::PhaseChanged& phase) {
    return phase.contestant.empty() ? phase.phase : phase.phase + " (" + phase.contestant + ")";
}

ProgressView::ProgressView() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressView::~ProgressView() {
    clear();
}

protocol::EventSink ProgressView::sink() {
    return [this](const protocol::Event& event) { std::visit([this](const auto& one) { show(one); }, event); };
}

void ProgressView::clear() {
    if (drawn_) toError("\r\x1b[K");
    drawn_ = false;
}

void ProgressView::line(const std::string& text) {
    clear();
    toError(text + "\n");
}

std::string ProgressView::timeLeft() const {
    const bool known = progress_.secondsLeft >= 0 && progress_.done < progress_.total;
    return known ? durationText(progress_.secondsLeft) + " left" : "";
}

std::string ProgressView::figures() const {
    std::string text;
    for (const auto& metric : protocol::trainingMetrics())
        if (const auto found = metrics_.values.find(metric.name); metric.headline && found != metrics_.values.end())
            text += (text.empty() ? "" : "  ") + metric.name + " " + numberText(found->second);
    return text;
}

void ProgressView::draw() {
    lastDrawn_ = Clock::now();
    std::string text = phase_;
    if (progress_.total > 0) {
        text += " " + bar(static_cast<double>(progress_.done) / static_cast<double>(progress_.total)) + " " +
                std::to_string(progress_.done) + "/" + std::to_string(progress_.total);
        for (const auto& part : {timeLeft(), figures()})
            if (!part.empty()) text += "  " + part;
    } else {
        text += " ...";
    }
    redraw(text);
}

void ProgressView::redraw(std::string text) {
    text.resize(std::min(text.size(), terminalWidth() - 1));
    toError("\r" + text + "\x1b[K");
    drawn_ = true;
}

void ProgressView::show(const protocol::PhaseChanged& event) {
    phase_ = phaseText(event);
    progress_ = {};
    metrics_ = {};
    if (terminal_)
        draw();
    else
        line(phase_);
    lastDrawn_ = Clock::now();
}

void ProgressView::show(const protocol::Progress& event) {
    progress_ = event;
    const bool last = event.done == event.total;
    if (!last && Clock::now() - lastDrawn_ < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kPlainLine)))
        return;
    if (terminal_) return draw();
    lastDrawn_ = Clock::now();
    const std::string rest = timeLeft();
    line(phase_ + " " + std::to_string(event.done) + (event.total > 0 ? "/" + std::to_string(event.total) : "") +
         (rest.empty() ? "" : ", " + rest));
}

void ProgressView::show(const hub::PullProgress& progress) {
    const bool last = progress.bytes == progress.totalBytes && progress.files == progress.totalFiles;
    if (!last && Clock::now() - lastDrawn_ < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kPlainLine)))
        return;
    lastDrawn_ = Clock::now();
    const auto bytes = [](std::int64_t number) {
        return byteText(static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0)));
    };
    std::string text = bytes(progress.bytes) + " of " + bytes(progress.totalBytes) + ", " +
                       std::to_string(progress.files) + "/" + std::to_string(progress.totalFiles) + " files";
    if (progress.bytesPerSecond > 0 && !last)
        text += ", " + bytes(static_cast<std::int64_t>(progress.bytesPerSecond)) + "/s";
    if (progress.secondsLeft >= 0 && !last) text += ", " + durationText(progress.secondsLeft) + " left";
    if (!terminal_) {
        if (text != lastLine_) line(text);
        lastLine_ = text;
        return;
    }
    const double total = static_cast<double>(progress.totalBytes);
    redraw(bar(total > 0 ? static_cast<double>(progress.bytes) / total : 1) + " " + text);
}

void ProgressView::show(const protocol::Metrics& event) {
    metrics_ = event;
    const std::string rest = timeLeft();
    line("step " + std::to_string(event.step) +
         (progress_.total > 0 && progress_.total >= event.step ? "/" + std::to_string(progress_.total) : "") + "  " +
         figures() + (rest.empty() ? "" : "  " + rest));
    if (terminal_) draw();
    lastDrawn_ = Clock::now();
}

void ProgressView::show(const protocol::Message& event) {
    const char* prefix = event.level == protocol::Message::Level::Info      ? ""
                         : event.level == protocol::Message::Level::Warning ? "warning: "
                                                                            : "error: ";
    line(prefix + event.text);
}

void ProgressView::show(const protocol::SampleAnswer& event) {
    line("  " + event.sampleId + ": \"" + shortened(event.answer) + "\"  (right: \"" + shortened(event.reference) +
         "\")");
}

void ProgressView::show(const protocol::CheckpointSaved& event) {
    line("saved step " + std::to_string(event.step) + ": " + event.path);
}

}  // namespace atelier::cli
