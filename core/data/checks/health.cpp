#include "data/checks/health.h"

#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "data/checks/fixes.h"
#include "data/checks/health_sets.h"
#include "data/checks/picture_checks.h"
#include "vision/image.h"
#include "vision/video/video.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

using Severity = Finding::Severity;

class Checker {
public:
    Checker(const std::vector<Sample>& samples, const CheckOptions& options) : samples_(samples), options_(options) {}

    std::vector<Finding> run() {
        const auto count = static_cast<std::int64_t>(samples_.size());
        const auto pictures = options_.pictures ? pictureFiles() : std::vector<fs::path>();
        const std::int64_t before = std::ssize(pictures), total = before + count;
        const auto goesOn = [&](std::int64_t done) { return !options_.progress || options_.progress(done, total); };
        if (options_.pictures && !options_.pictures->look(pictures, goesOn)) return std::move(findings_);
        for (std::int64_t i = 0; i < count; ++i) {
            if (i % 64 == 0 && !goesOn(before + i)) return std::move(findings_);
            const Sample& sample = samples_[static_cast<std::size_t>(i)];
            const bool readable = checkMedia(sample);
            checkText(sample);
            checkRegions(sample);
            if (readable) checkLength(sample);
        }
        tellConversions();
        findDuplicates();
        findLeaks();
        if (options_.imageHash) findLookAlikes(samples_, options_.imageHash, findings_);
        findLabelTypos(samples_, findings_);
        findImbalance(samples_, findings_);
        if (options_.keyFields) findFieldProblems(samples_, *options_.keyFields, findings_);
        return std::move(findings_);
    }

private:
    void add(Severity severity, const char* kind, const Sample& sample, std::string message,
             std::optional<Fix::Kind> fix = {}) {
        findings_.push_back({severity, kind, sample.id, std::move(message)});
        if (fix) findings_.back().fix = Fix{*fix, {sample.id}};
    }

    // Header of an image, read once for each file; nullptr when it cannot be read.
    const vision::ImageInfo* probe(const fs::path& path, std::string& problem) {
        const auto [found, isNew] = probed_.try_emplace(path.string());
        if (isNew) {
            try {
                found->second.info = vision::probeImage(path);
            } catch (const Error& error) {
                found->second.problem = error.message() + (error.hint().empty() ? "" : " (" + error.hint() + ")");
            }
        }
        problem = found->second.problem;
        return found->second.info ? &*found->second.info : nullptr;
    }

    struct VideoProblem {
        std::string broken;  // nothing can be read of it
        std::string early;   // its frames end before it does
    };

    // What is wrong with a video, looked at once for each file: its headers, and where pictures are decoded its end.
    const VideoProblem& videoProblem(const fs::path& path) {
        const auto [found, isNew] = videos_.try_emplace(path.string());
        if (!isNew) return found->second;
        try {
            vision::VideoReader reader(path);
            if (options_.pictures) {
                reader.frameAt(0);  // throws where there is none
                found->second.early = earlyEnd(reader);
            }
        } catch (const Error& error) {
            if (error.kind() == Error::Kind::User) found->second.broken = error.message();
        }
        return found->second;
    }

    static std::string earlyEnd(vision::VideoReader& reader) {
        constexpr double kPatience = 0.5;  // seconds; sound often goes on for a moment
        const vision::VideoInfo info = reader.info();
        if (!(info.duration > 0) || !(info.fps > 0)) return {};
        const double last = reader.frameAt(info.duration).begin, end = last + 2 / info.fps;
        if (end + std::max(kPatience, info.duration / 20) >= info.duration) return {};
        const auto seconds = [](double value) {
            std::ostringstream text;
            text << std::fixed << std::setprecision(1) << value << " s";
            return text.str();
        };
        return "the last frame is shown at " + seconds(last) + " of " + seconds(info.duration) +
               ": the video is cut off or damaged, and its last frame stands for what is missing";
    }

    bool checkMedia(const Sample& sample) {
        bool readable = true;
        for (const Media& media : sample.media) {
            std::error_code ignored;
            if (!fs::is_regular_file(media.path, ignored)) {
                add(Severity::Error, "missing_media", sample, "the file is not there: " + media.path.string(),
                    Fix::Kind::RemoveSamples);
                readable = false;
                continue;
            }
            std::string problem;
            if (media.kind == Media::Kind::Video) {
                const VideoProblem& video = videoProblem(media.path);
                if (!video.broken.empty()) {
                    add(Severity::Error, "corrupt_video", sample, video.broken + ": " + media.path.string(),
                        Fix::Kind::RemoveSamples);
                    readable = false;
                } else if (!video.early.empty()) {
                    add(Severity::Warning, "cut_video", sample, video.early + ": " + media.path.string(),
                        Fix::Kind::RemoveSamples);
                }
                continue;
            }
            if (probe(media.path, problem) && options_.pictures) problem = options_.pictures->of(media.path).problem;
            if (!problem.empty()) {
                add(Severity::Error, "corrupt_image", sample, problem + ": " + media.path.string(),
                    Fix::Kind::RemoveSamples);
                readable = false;
            } else if (options_.pictures) {
                noteConversion(sample, media.path);
            }
        }
        return readable;
    }

    std::vector<fs::path> pictureFiles() const {
        std::vector<fs::path> files;
        for (const Sample& sample : samples_)
            for (const Media& media : sample.media)
                if (media.kind == Media::Kind::Image) files.push_back(media.path);
        std::sort(files.begin(), files.end());
        files.erase(std::unique(files.begin(), files.end()), files.end());
        return files;
    }

    void noteConversion(const Sample& sample, const fs::path& file) {
        const vision::Conversion& conversion = options_.pictures->of(file).conversion;
        for (const std::string& loss : conversion.losses)
            converted_[loss].add(sample, file, loss);
        if (!conversion.greys.empty())
            converted_[std::string()].add(
                sample, file, conversion.greys + "; image_grey_window in a recipe sets what is black and white");
    }

    // One finding for each way in which pictures are converted: sets are often of one kind.
    void tellConversions() {
        for (const auto& [_, one] : converted_) {
            const auto more = one.files.size() - 1;
            findings_.push_back(
                {Severity::Warning, "converted", one.samples.front(),
                 one.message + ": " + one.first.string() +
                     (more > 0 ? " and " + std::to_string(more) + (more > 1 ? " more files" : " more file") : "")});
            findings_.back().others.assign(one.samples.begin() + 1, one.samples.end());
        }
    }

    static bool canFitMarks(Sample sample) {
        fitMarks(sample);
        try {
            normalizeMarks(sample);
            return true;
        } catch (const Error&) {  // turns that do not alternate
            return false;
        }
    }

    void checkText(const Sample& sample) {
        try {
            Sample copy = sample;
            normalizeMarks(copy);
        } catch (const Error& error) {
            add(Severity::Error, "marks", sample,
                error.message() + (error.hint().empty() ? "" : " (" + error.hint() + ")"),
                canFitMarks(sample) ? std::optional(Fix::Kind::FitMarks) : std::nullopt);
        }
        const auto answers = [](const Turn& turn) { return turn.role == Turn::Role::Assistant; };
        if (std::none_of(sample.turns.begin(), sample.turns.end(), answers))
            add(Severity::Warning, "no_answer", sample, "it has no answer and is not trained on");
        else if (!answers(sample.turns.back()))
            add(Severity::Warning, "no_answer", sample, "what follows the last answer is not trained on");
        for (const Turn& turn : sample.turns)
            if (turn.role == Turn::Role::Assistant && turn.details->calls.empty() &&
                turn.text.find_first_not_of(" \t\r\n") == std::string::npos)
                add(Severity::Error, "empty_answer", sample, "an answer is empty", Fix::Kind::RemoveEmptyAnswers);
    }

    void checkRegions(const Sample& sample) {
        for (std::size_t i = 0; i < sample.regions.size(); ++i) {
            const Region& region = sample.regions[i];
            const std::string name = "region " + std::to_string(i);
            if (region.media < 0 || static_cast<std::size_t>(region.media) >= sample.media.size()) {
                add(Severity::Error, "region", sample, name + " lies on an image that the sample does not have",
                    Fix::Kind::FitRegions);
                continue;
            }
            const Box box = region.bounds();
            const bool thin = region.shape == Region::Shape::Line || region.shape == Region::Shape::Point;
            const bool small = thin ? region.shape == Region::Shape::Line && box.width() < 1 && box.height() < 1
                                    : box.width() < 1 || box.height() < 1;
            if (small) {
                add(Severity::Warning, "region", sample, name + " is smaller than a pixel", Fix::Kind::FitRegions);
                continue;
            }
            std::string problem;
            const Media& media = sample.media[static_cast<std::size_t>(region.media)];
            const vision::ImageInfo* info = media.kind == Media::Kind::Image ? probe(media.path, problem) : nullptr;
            if (info &&
                (box.left < -0.5 || box.top < -0.5 || box.right > info->width + 0.5 || box.bottom > info->height + 0.5))
                add(Severity::Warning, "region", sample, name + " reaches out of the image", Fix::Kind::FitRegions);
        }
    }

    void checkLength(const Sample& sample) {
        if (!options_.countTokens || options_.cutoffLength <= 0) return;
        try {
            const SampleLength length = options_.countTokens(sample);
            const std::string limit = "cutoff_len " + std::to_string(options_.cutoffLength);
            // Texts are cut, pictures never: such a sample stops a training.
            if (length.imageTokens > options_.cutoffLength)
                add(Severity::Error, "image_tokens", sample,
                    std::to_string(length.imageTokens) + " tokens of its pictures alone, more than " + limit +
                        "; lower image_max_pixels, raise cutoff_len or remove the sample",
                    Fix::Kind::RemoveSamples);
            else if (length.tokens > options_.cutoffLength)
                add(Severity::Warning, "too_long", sample,
                    std::to_string(length.tokens) + " tokens, more than " + limit +
                        ": its end is cut off; raise cutoff_len, shorten or remove the sample",
                    Fix::Kind::RemoveSamples);
        } catch (const Error& error) {
            add(Severity::Error, "too_long", sample, std::string("the length cannot be counted: ") + error.what());
        }
    }

    // Equal for files with equal bytes; the path's hash when the file cannot be read. Files are read once.
    std::uint64_t contentOf(const fs::path& path) {
        const auto [found, isNew] = contents_.try_emplace(path.string(), 0);
        if (isNew) {
            try {
                found->second = stableHash(readFile(path));
            } catch (const Error&) {
                found->second = stableHash(path.string());
            }
        }
        return found->second;
    }

    void findDuplicates() {
        std::unordered_map<std::string, std::vector<const Sample*>> alike;  // same text, crops and file sizes
        for (const Sample& sample : samples_) {
            std::string key;
            for (const Turn& turn : sample.turns)
                key += std::to_string(static_cast<int>(turn.role)) + turn.text + '\0';
            for (const Media& media : sample.media) {
                std::error_code ignored;
                key += std::to_string(fs::file_size(media.path, ignored)) + ',';
                if (media.crop)
                    for (const double side : {media.crop->left, media.crop->top, media.crop->right, media.crop->bottom})
                        key += std::to_string(side) + ',';
            }
            alike[std::move(key)].push_back(&sample);
        }
        for (const auto& [_, candidates] : alike) {
            if (candidates.size() < 2) continue;
            std::map<std::vector<std::uint64_t>, const Sample*> first;
            for (const Sample* sample : candidates) {
                std::vector<std::uint64_t> contents;
                for (const Media& media : sample->media)
                    contents.push_back(contentOf(media.path));
                const auto [found, isNew] = first.emplace(std::move(contents), sample);
                if (isNew) continue;
                add(Severity::Warning, "duplicate", *sample, "the same images and text as " + found->second->id);
                findings_.back().others = {found->second->id};
                findings_.back().fix = Fix{Fix::Kind::RemoveSamples, {sample->id}};
            }
        }
        // The order of a hash map is nobody's business.
        std::sort(findings_.begin(), findings_.end(), [&](const Finding& a, const Finding& b) {
            const bool duplicateA = a.kind == "duplicate", duplicateB = b.kind == "duplicate";
            if (duplicateA != duplicateB) return duplicateB;
            return duplicateA && a.sample < b.sample;
        });
    }

    void findLeaks() {
        std::unordered_map<std::string, const Sample*> byFile, byGroup;
        const auto look = [&](auto& seen, const std::string& key, const Sample& sample, const char* what) {
            const auto [found, isNew] = seen.emplace(key, &sample);
            if (isNew || found->second->split == sample.split) return false;
            add(Severity::Error, "leak", sample,
                std::string(what) + " in split " + sample.split + " as " + found->second->id + " in split " +
                    found->second->split);
            findings_.back().others = {found->second->id};
            findings_.back().fix = Fix{Fix::Kind::SetSplit, {sample.id}, {}, found->second->split};
            return true;
        };
        for (const Sample& sample : samples_) {
            if (sample.split.empty()) continue;
            bool found = false;
            for (const Media& media : sample.media)
                found = found || look(byFile, media.path.string(), sample, "shows the same image");
            if (!found && !sample.group.empty()) look(byGroup, sample.group, sample, "belongs to the same group");
        }
    }

    struct Converted {
        std::string message;
        fs::path first;
        std::unordered_set<std::string> files;
        std::vector<std::string> samples;

        void add(const Sample& sample, const fs::path& file, const std::string& text) {
            if (samples.empty()) message = text, first = file;
            files.insert(file.string());
            if (samples.empty() || samples.back() != sample.id) samples.push_back(sample.id);
        }
    };
    struct Probe {
        std::optional<vision::ImageInfo> info;
        std::string problem;
    };
    const std::vector<Sample>& samples_;
    const CheckOptions& options_;
    std::vector<Finding> findings_;
    std::unordered_map<std::string, Probe> probed_;
    std::unordered_map<std::string, VideoProblem> videos_;
    std::unordered_map<std::string, std::uint64_t> contents_;
    std::map<std::string, Converted> converted_;
};

}  // namespace

std::vector<Finding> check(const std::vector<Sample>& samples, const CheckOptions& options) {
    return Checker(samples, options).run();
}

Json toJson(const std::vector<Finding>& findings) {
    constexpr std::array kFixes{"remove_samples", "set_split", "rename_label", "fit_marks",  "remove_empty_answers",
                                "fit_regions",    "set_group", "add_tag",      "mend_fields"};
    Json all = Json::array();
    for (const Finding& finding : findings) {
        all.push_back({{"severity", finding.severity == Severity::Error ? "error" : "warning"},
                       {"kind", finding.kind},
                       {"sample", finding.sample},
                       {"message", finding.message},
                       {"others", finding.others}});
        if (!finding.fix) continue;
        all.back()["fix"] = {{"kind", kFixes[static_cast<std::size_t>(finding.fix->kind)]},
                             {"samples", finding.fix->samples},
                             {"from", finding.fix->from},
                             {"to", finding.fix->to}};
    }
    return all;
}

}  // namespace atelier::data
