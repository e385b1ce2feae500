#include "data/store/find_replace.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include "common/error.h"
#include "data/store/query.h"

#include <algorithm>
#include <memory>
#include <pcre2.h>

namespace atelier::data {
namespace {

// What one text may cost: an expression with nested repeats would take for ever.
constexpr std::uint32_t kMatchLimit = 1'000'000;
constexpr std::uint32_t kHeapLimitKiB = 64 * 1024;
constexpr std::size_t kLongestResult = std::size_t{64} << 20;

struct Deleter {
    void operator()(pcre2_code* p) const { pcre2_code_free(p); }
    void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
    void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
};

std::string messageOf(int code) {
    unsigned char text[256] = {};
    pcre2_get_error_message(code, text, sizeof text);
    return reinterpret_cast<const char*>(text);
}

PCRE2_SPTR units(const std::string& text) {
    return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string quoted(const std::string& text) {
    std::string pattern;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && !std::isalnum(byte)) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

std::string patternOf(const ReplaceOptions& options) {
    if (options.find.empty()) throw Error("there is nothing to search for", "find");
    switch (options.mode) {
        case ReplaceOptions::Mode::Plain:
            return quoted(options.find);
        case ReplaceOptions::Mode::WholeWord:
            return "(?<!\\w)(?:" + quoted(options.find) + ")(?!\\w)";
        case ReplaceOptions::Mode::Regex:
            return options.find;
    }
    throw std::logic_error("an unknown mode");
}

class Replacer {
public:
    explicit Replacer(const ReplaceOptions& options) : options_(options) {
        const std::string pattern = patternOf(options);
        int error = 0;
        PCRE2_SIZE offset = 0;
        code_.reset(pcre2_compile(units(pattern), pattern.size(),
                                  PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C |
                                      (options.matchCase ? 0u : PCRE2_CASELESS),
                                  &error, &offset, nullptr));
        if (!code_)
            throw Error("the regular expression does not compile: " + messageOf(error),
                        "find, byte " + std::to_string(offset + 1));
        data_.reset(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
        context_.reset(pcre2_match_context_create(nullptr));
        pcre2_set_match_limit(context_.get(), kMatchLimit);
        pcre2_set_heap_limit(context_.get(), kHeapLimitKiB);
        pcre2_set_substitute_callout(context_.get(), noteMatch, this);
    }
    Replacer(const Replacer&) = delete;
    Replacer& operator=(const Replacer&) = delete;

    std::int64_t occurrences() const { return occurrences_; }

    // The sample with all replaced.
    Sample in(const Sample& before) {
        const std::int64_t found = occurrences_;
        Sample sample = before;
        for (std::size_t i = 0; i < sample.turns.size(); ++i)
            if (sample.turns[i].role == Turn::Role::Assistant ? options_.answers : options_.prompts)
                replaceInTurn(sample, i);
        for (Region& region : sample.regions) {
            if (options_.transcriptions) region.transcription = replaced(region.transcription, sample.id);
            if (options_.labels) region.label = replaced(region.label, sample.id);
        }
        if (options_.tags) sample.tags = replacedTags(sample);
        return occurrences_ > found ? sample : before;
    }

    std::string replaced(const std::string& text, const std::string& where) {
        std::string result(text.size() + 256, '\0');
        for (;;) {
            std::size_t size = result.size();
            matches_.clear();
            const int found = substitute(text, result, size);
            if (found == PCRE2_ERROR_NOMEMORY && size > result.size() && size <= kLongestResult) {
                result.resize(size);
                continue;
            }
            if (found == 0 || (found <= PCRE2_ERROR_UTF8_ERR1 && found >= PCRE2_ERROR_UTF8_ERR21)) return text;
            if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT || found == PCRE2_ERROR_DEPTHLIMIT)
                throw Error("the regular expression costs too much on a text of this sample", where,
                            "write it without repeats inside repeats");
            if (found < 0) throw Error("cannot replace: " + messageOf(found), where);
            occurrences_ += found;
            result.resize(size);
            return result;
        }
    }

private:
    std::vector<std::string> replacedTags(const Sample& sample) {
        std::vector<std::string> tags;
        for (const std::string& tag : sample.tags)
            if (std::string now = replaced(tag, sample.id);
                !now.empty() && std::find(tags.begin(), tags.end(), now) == tags.end())
                tags.push_back(std::move(now));
        return tags;
    }

    // Match by match where words are linked: the words between two matches did not change.
    void replaceInTurn(Sample& sample, std::size_t turn) {
        const std::int64_t before = occurrences_;
        const std::string result = replaced(sample.turns[turn].text, sample.id);
        if (occurrences_ == before) return;
        const bool linked = std::any_of(sample.regions.begin(), sample.regions.end(), [&](const Region& region) {
            return std::any_of(region.spans.begin(), region.spans.end(),
                               [&](const Span& span) { return span.turn == static_cast<int>(turn); });
        });
        if (!linked) return replaceText(sample, turn, result);
        for (auto match = matches_.rbegin(); match != matches_.rend(); ++match) {
            std::string text = sample.turns[turn].text;
            text.replace(match->begin, match->end - match->begin, result, match->outBegin,
                         match->outEnd - match->outBegin);
            replaceText(sample, turn, text);
        }
    }

    // Of the last text: bytes in it, and bytes of the result.
    struct Match {
        std::size_t begin, end, outBegin, outEnd;
    };

    static int noteMatch(pcre2_substitute_callout_block* block, void* self) noexcept {
        static_cast<Replacer*>(self)->matches_.push_back(
            {block->ovector[0], block->ovector[1], block->output_offsets[0], block->output_offsets[1]});
        return 0;
    }

    int substitute(const std::string& text, std::string& result, std::size_t& size) {
        const bool regex = options_.mode == ReplaceOptions::Mode::Regex;
        return pcre2_substitute(code_.get(), units(text), text.size(), 0,
                                PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH |
                                    (regex ? PCRE2_SUBSTITUTE_UNSET_EMPTY : PCRE2_SUBSTITUTE_LITERAL),
                                data_.get(), context_.get(), units(options_.replacement), options_.replacement.size(),
                                reinterpret_cast<PCRE2_UCHAR*>(result.data()), &size);
    }

    const ReplaceOptions& options_;
    std::unique_ptr<pcre2_code, Deleter> code_;
    std::unique_ptr<pcre2_match_data, Deleter> data_;
    std::unique_ptr<pcre2_match_context, Deleter> context_;
    std::vector<Match> matches_;
    std::int64_t occurrences_ = 0;
};

}  // namespace

Replacement findReplacements(const Project& project, const std::string& dataset, Rows rows,
                             const ReplaceOptions& options,
                             const std::function<void(const Sample& before, const Sample& after)>& visit) {
    Replacer replacer(options);
    Replacement all;
    forEachAt(project, dataset, rows, [&](Sample&& before) {
        const Sample after = replacer.in(before);
        if (after == before) return;
        ++all.samples;
        if (visit) visit(before, after);
    });
    all.occurrences = replacer.occurrences();
    return all;
}

Replacement replaceAll(Project& project, const std::string& dataset, Rows rows, const ReplaceOptions& options) {
    Replacer replacer(options);
    Replacement all;
    all.edit = editRows(project, dataset, "\"" + options.find + "\" replaced by \"" + options.replacement + "\"",
                        {"replaced", {options.find, options.replacement}}, rows, {},
                        [&](std::int64_t, std::optional<Sample>& sample) {
                            Sample after = replacer.in(*sample);
                            all.samples += after != *sample;
                            sample = std::move(after);
                        });
    all.occurrences = replacer.occurrences();
    return all;
}

}  // namespace atelier::data
