#include "engine/sample_checks.h"

#include "common/error.h"
#include "data/dataset_source.h"
#include "engine/plan.h"
#include "training/objectives/example.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace atelier::engine {
namespace {

constexpr unsigned kMostThreads = 16;
constexpr std::size_t kMostProblems = 100, kMostExamples = 10;
constexpr int kSmallSide = 32;

using Size = std::pair<int, int>;

std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\t') out += c;
    return out;
}

// What of a sample is trained on, as text, against its answers: white space aside, which tokenizers may move.
std::string templateProblem(const data::Sample& sample, const models::Encoded& encoded,
                            const text::Tokenizer& tokenizer, const models::EncodeOptions& options) {
    std::string expected, trained;
    for (const auto& turn : sample.turns) {
        const bool answer = turn.role == data::Turn::Role::Assistant;
        if (answer && options.maskHistory) expected.clear();
        if (!turn.details->calls.empty()) return {};  // how a call is written is the template's own matter
        if (turn.details->lossWeight.value_or(answer ? 1 : 0) > 0) expected += turn.text;
    }
    std::vector<std::int64_t> run;
    bool ended = true;  // each run of trained tokens with a token that ends it
    for (std::size_t i = 0; i <= encoded.ids.size(); ++i) {
        if (i < encoded.ids.size() && encoded.labels[i] != models::kIgnore) {
            run.push_back(encoded.ids[i]);
        } else if (!run.empty()) {
            ended = ended && tokenizer.isSpecial(run.back());
            if (tokenizer.isSpecial(run.back())) run.pop_back();
            trained += tokenizer.decode(run, false);
            run.clear();
        }
    }
    if (expected.empty()) return "has no answer to learn";
    if (trained.empty()) return "nothing of it is trained on";
    if (squeezed(trained) == squeezed(expected)) return ended ? "" : "the token that ends an answer is not trained on";
    return "\"" + trained + "\" is trained on instead of \"" + expected + "\"";
}

// Pictures as large as the encoder will see them, by their headers.
class Sizes {
public:
    explicit Sizes(const vision::Preprocessor& preprocessor) : preprocessor_(preprocessor) {}

    Size of(const data::Media& media) const { return plannedPicture(media, preprocessor_); }
    Size small() const {
        const auto planned = preprocessor_.plannedSize(kSmallSide, kSmallSide);
        return {planned[0], planned[1]};
    }

private:
    const vision::Preprocessor& preprocessor_;
};

// How many tokens a picture of a size takes more than a small one. Counted with a conversation of its own, once for
// each size.
class PictureTokens {
public:
    PictureTokens(const models::Processor& processor, Size small) : processor_(processor), small_(small) {}

    // Nothing where it cannot be counted in this way.
    std::optional<std::int64_t> beyondSmall(Size size) {
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = known_.find(size); known != known_.end()) return known->second;
        }
        std::optional<std::int64_t> more;
        try {
            more = lengthWith(size) - lengthWith(small_);
        } catch (const Error&) {
            more.reset();
        }
        const std::lock_guard lock(mutex_);
        return known_[size] = more;
    }

private:
    std::int64_t lengthWith(Size size) const {
        data::Sample sample;
        sample.id = "size";
        sample.media.push_back({data::Media::Kind::Image, "size"});
        sample.turns = {{data::Turn::Role::User, std::string(data::kImageMark) + "a"},
                        {data::Turn::Role::Assistant, "b"}};
        models::EncodeOptions options;
        options.picture = [&](std::size_t) { return blankPicture(size.first, size.second); };
        return std::ssize(processor_.encode(sample, options).ids);
    }

    const models::Processor& processor_;
    const Size small_;
    std::mutex mutex_;
    std::map<Size, std::optional<std::int64_t>> known_;
};

// Where the cutoff falls in a sequence that was encoded with small pictures, `more[i]` tokens shorter each.
struct Cut {
    std::int64_t targets = 0, kept = 0;  ///< learned tokens: all, and those before the cutoff
    bool mediaFit = true;
    std::int64_t length = 0;
};

Cut cutOf(const models::Encoded& encoded, const std::vector<std::int64_t>& more, std::int64_t cutoff) {
    std::vector<std::pair<std::int64_t, std::int64_t>> ends;  // where a medium ends, tokens that it takes more
    for (std::size_t i = 0; i < encoded.media.size(); ++i)
        if (!encoded.media[i].tokens.empty())
            ends.emplace_back(encoded.media[i].tokens.back().end, i < more.size() ? more[i] : 0);
    std::sort(ends.begin(), ends.end());
    Cut cut;
    std::int64_t shift = 0;
    auto end = ends.begin();
    for (std::int64_t at = 0; at <= std::ssize(encoded.ids); ++at) {
        for (; end != ends.end() && end->first <= at; ++end) {
            shift += end->second;
            cut.mediaFit = cut.mediaFit && (cutoff <= 0 || end->first + shift <= cutoff);
        }
        if (at == std::ssize(encoded.ids)) break;
        if (encoded.labels[static_cast<std::size_t>(at)] == models::kIgnore) continue;
        ++cut.targets;
        cut.kept += cutoff <= 0 || at + shift < cutoff;
    }
    cut.length = std::ssize(encoded.ids) + shift;
    return cut;
}

// The options by which a sample's media take fewer tokens.
std::string limitsOf(const data::Sample& sample) {
    bool pictures = false, videos = false;
    for (const auto& media : sample.media)
        (media.kind == data::Media::Kind::Video ? videos : pictures) = true;
    return std::string(pictures || !videos ? "image_max_pixels" : "") + (pictures && videos ? ", " : "") +
           (videos ? "video_maxlen or video_max_pixels" : "");
}

class Checker {
public:
    Checker(const std::shared_ptr<const std::vector<data::Sample>>& samples,
            const std::shared_ptr<const models::Processor>& processor, const RecipeOptions& options)
        : samples_(*samples),
          processor_(*processor),
          examples_(samples, processor, options),
          encoding_(encodeOptions(options)),
          judged_(options.train.objective.info().learns != training::ObjectiveInfo::Learns::Answers),
          sizes_(processor->preprocessor()),
          tokens_(*processor, sizes_.small()) {}

    SampleChecks run(double seconds, const std::function<void(std::int64_t)>& progress) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
        std::atomic<std::int64_t> next = 0, done = 0;
        std::atomic<bool> stop = false;
        std::exception_ptr failure;
        std::mutex mutex;
        std::condition_variable ended;
        const auto total = std::ssize(samples_);
        std::int64_t running =
            std::min<std::int64_t>(total, std::clamp<unsigned>(std::thread::hardware_concurrency(), 1, kMostThreads));
        const auto work = [&] {
            try {
                while (!stop && std::chrono::steady_clock::now() < end) {
                    const std::int64_t number = next++;
                    if (number >= total) break;
                    look(number);
                    ++done;
                }
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = std::current_exception();
                stop = true;
            }
            const std::lock_guard lock(mutex);
            --running;
            ended.notify_all();
        };
        {
            std::vector<std::jthread> threads;
            for (std::int64_t i = 0, count = running; i < count; ++i)
                threads.emplace_back(work);
            std::unique_lock lock(mutex);
            while (running > 0) {
                ended.wait_for(lock, std::chrono::milliseconds(100));
                lock.unlock();
                try {
                    progress(done);
                } catch (...) {
                    stop = true;
                    throw;
                }
                lock.lock();
            }
        }
        if (failure) std::rethrow_exception(failure);
        return collected(done);
    }

private:
    struct Found {
        std::string unusable, cut, nothingLeft;
        std::vector<std::string> templates;
        bool rendered = false;
    };

    void look(std::int64_t number) {
        Found found;
        try {
            for (const auto& [one, name] : examples_.sequencesOf(number))
                lookAt(one, name, found);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            found.unusable = error.message() + (error.hint().empty() ? "" : " (" + error.hint() + ")");
        }
        if (found.unusable.empty() && found.cut.empty() && found.templates.empty() && !found.rendered) return;
        const std::lock_guard lock(mutex_);
        rendered_ += found.rendered;
        if (!found.unusable.empty() || !found.cut.empty() || !found.templates.empty())
            found_.emplace(number, std::move(found));
    }

    void lookAt(const data::Sample& sample, const std::string& name, Found& found) {
        std::vector<Size> sizes;
        for (const auto& media : sample.media)
            sizes.push_back(media.kind == data::Media::Kind::Image ? sizes_.of(media) : Size{0, 0});
        auto options = encoding_;
        options.cutoffLength = 0;
        std::vector<std::int64_t> more;
        if (!additive(sample, sizes, more)) more.clear();
        const bool small = more.size() == sizes.size();
        options.picture = [&](std::size_t medium) {
            const Size size = small ? sizes_.small() : sizes[medium];
            return blankPicture(size.first, size.second);
        };
        const auto encoded = processor_.encode(sample, options);
        const Cut cut =
            cutOf(encoded, small ? inOrder(sample, more) : std::vector<std::int64_t>(), encoding_.cutoffLength);
        const std::string limit = "cutoff_len " + std::to_string(encoding_.cutoffLength);
        const std::string which = name.empty() ? "" : " (" + name + ")";
        if (!cut.mediaFit) {
            found.unusable = "the tokens of its media do not fit into " + limit + " (the sample has " +
                             std::to_string(cut.length) + "; raise cutoff_len, or lower " + limitsOf(sample) + ")";
        } else if (cut.kept < cut.targets) {
            const std::string text =
                std::to_string(cut.length) + " tokens" + which + ", more than " + limit + ": " +
                (cut.kept == 0 ? "nothing of its answers is left"
                               : std::to_string(cut.targets - cut.kept) + " of " + std::to_string(cut.targets) +
                                     " tokens of its answers are cut off");
            found.cut = text;
            if (cut.kept == 0) found.nothingLeft = text;
            if (cut.kept == 0 && judged_) found.unusable = text + " (raise cutoff_len)";
        }
        if (encoding_.trainOnPrompt) return;
        found.rendered = true;
        if (std::string problem = templateProblem(sample, encoded, processor_.tokenizer(), options); !problem.empty())
            found.templates.push_back(which + ": " + problem);
    }

    // In `more` the tokens of each picture beyond those of a small one; false where the sample must be encoded with its
    // own sizes. Whether several pictures simply add up is tried once.
    bool additive(const data::Sample& sample, const std::vector<Size>& sizes, std::vector<std::int64_t>& more) {
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            if (sample.media[i].kind != data::Media::Kind::Image) {
                more.push_back(0);
                continue;
            }
            const auto tokens = tokens_.beyondSmall(sizes[i]);
            if (!tokens) return false;
            more.push_back(*tokens);
        }
        if (sizes.empty()) return true;
        const std::lock_guard lock(additiveMutex_);
        std::optional<bool>& known = sizes.size() == 1 ? oneAdds_ : severalAdd_;
        if (!known) {
            auto options = encoding_;
            options.cutoffLength = 0;
            const auto lengthWith = [&](bool small) {
                options.picture = [&, small](std::size_t medium) {
                    const Size size = small ? sizes_.small() : sizes[medium];
                    return blankPicture(size.first, size.second);
                };
                return std::ssize(processor_.encode(sample, options).ids);
            };
            std::int64_t sum = lengthWith(true);
            for (const std::int64_t tokens : more)
                sum += tokens;
            known = sum == lengthWith(false);
        }
        return *known;
    }

    // Encoded media come in the order of their marks: images and videos may be mixed.
    static std::vector<std::int64_t> inOrder(const data::Sample& sample, const std::vector<std::int64_t>& more) {
        std::vector<std::int64_t> images, videos, ordered;
        for (std::size_t i = 0; i < more.size(); ++i)
            (sample.media[i].kind == data::Media::Kind::Image ? images : videos).push_back(more[i]);
        std::size_t image = 0, video = 0;
        for (const auto& turn : sample.turns)
            for (std::size_t at = turn.text.find('<'); at != std::string::npos; at = turn.text.find('<', at + 1)) {
                if (turn.text.compare(at, std::string_view(data::kImageMark).size(), data::kImageMark) == 0 &&
                    image < images.size())
                    ordered.push_back(images[image++]);
                if (turn.text.compare(at, std::string_view(data::kVideoMark).size(), data::kVideoMark) == 0 &&
                    video < videos.size())
                    ordered.push_back(videos[video++]);
            }
        return ordered;
    }

    SampleChecks collected(std::int64_t looked) {
        SampleChecks checks;
        checks.looked = looked;
        checks.rendered = rendered_;
        checks.unusable = {.kind = "unusable", .error = true, .count = 0, .example = {}};
        checks.cut = {.kind = "cut_answer", .error = false, .count = 0, .example = {}};
        checks.nothingLeft = {.kind = "answer_gone", .error = false, .count = 0, .example = {}};
        for (const auto& [number, found] : found_) {
            const auto& sample = samples_[static_cast<std::size_t>(number)];
            const std::string name = data::sampleName(sample);
            if (!found.unusable.empty()) {
                addExample(checks.unusable, name + ": " + found.unusable);
                checks.unusableIds.insert(sample.id);
                continue;
            }
            if (!found.nothingLeft.empty())
                addExample(checks.nothingLeft, name + ": " + found.nothingLeft);
            else if (!found.cut.empty())
                addExample(checks.cut, name + ": " + found.cut);
            if (found.templates.empty()) continue;
            ++checks.templateFailed;
            for (const std::string& problem : found.templates)
                if (checks.templateProblems.size() < kMostProblems) checks.templateProblems.push_back(name + problem);
        }
        return checks;
    }

    const std::vector<data::Sample>& samples_;
    const models::Processor& processor_;
    const Examples examples_;
    const models::EncodeOptions encoding_;
    const bool judged_;
    const Sizes sizes_;
    PictureTokens tokens_;
    std::mutex additiveMutex_;
    std::optional<bool> oneAdds_, severalAdd_;
    std::mutex mutex_;
    std::map<std::int64_t, Found> found_;
    std::int64_t rendered_ = 0;
};

}  // namespace

void addExample(protocol::Preflight::HealthLine& line, const std::string& text) {
    if (line.count++ == 0) line.example = text;
    if (line.samples.size() < kMostExamples) line.samples.push_back(text);
}

SampleChecks checkSamples(const std::shared_ptr<const std::vector<data::Sample>>& samples,
                          const std::shared_ptr<const models::Processor>& processor, const RecipeOptions& options,
                          double seconds, const std::function<void(std::int64_t)>& progress) {
    return Checker(samples, processor, options).run(seconds, progress);
}

}  // namespace atelier::engine
