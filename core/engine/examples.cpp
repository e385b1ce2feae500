#include "engine/examples.h"

#include "common/error.h"
#include "data/preferences.h"
#include "engine/splits.h"

#include <algorithm>
#include <map>

namespace atelier::engine {
namespace {

using Learns = training::ObjectiveInfo::Learns;

struct Kind {
    std::vector<data::Sample> (*of)(const data::Sample&);
    const char *what, *hint;
};

const Kind& kindOf(Learns learns) {
    static const Kind pairs{data::preferencePairs, "a rejected answer beside a preferred one",
                            "import pairs (chosen and rejected), or train with stage: sft or kto"};
    static const Kind feedback{data::judgedAnswers, "an answer that was liked or disliked",
                               "import such feedback (kto_tag, label), or train with stage: sft or dpo"};
    return learns == Learns::Pairs ? pairs : feedback;
}

std::string counted(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " sample" : " samples");
}

// A note on what was left out; empty: nothing was.
std::string keepJudged(std::vector<data::Sample>& samples, const Kind& kind, const std::string& split) {
    std::vector<data::Sample> kept;
    std::size_t left = 0;
    for (const auto& sample : samples) {
        auto judged = kind.of(sample);
        left += judged.empty() ? 1 : 0;
        std::move(judged.begin(), judged.end(), std::back_inserter(kept));
    }
    const auto all = samples.size();
    samples = std::move(kept);
    if (left == 0) return {};
    return std::to_string(left) + " of " + counted(all) + " (" + split + ") without " + kind.what +
           " are left out of this preference tuning";
}

bool isLearned(const data::Turn& turn) {
    return turn.role == data::Turn::Role::Assistant && turn.details->lossWeight.value_or(1) > 0;
}

// Answers that a person marked as bad get no loss, unless a weight of their own says otherwise; a sample without
// another answer is left out. Returns a note; empty: there is none.
std::string dropDisliked(std::vector<data::Sample>& samples, const std::string& split) {
    std::size_t answers = 0;
    const auto dislike = [&](data::Sample& sample) {
        const auto before = answers;
        for (auto& turn : sample.turns) {
            if (turn.details->liked != false || turn.details->lossWeight) continue;
            turn.details.edit().lossWeight = 0;
            ++answers;
        }
        return answers > before && std::none_of(sample.turns.begin(), sample.turns.end(), isLearned);
    };
    std::erase_if(samples, dislike);
    if (answers == 0) return {};
    return std::to_string(answers) + (answers == 1 ? " answer that is" : " answers that are") + " marked as bad (" +
           split + ") " + (answers == 1 ? "is" : "are") + " not learned; stage: kto learns from them";
}

// Pictures of the same medium are one array in all sequences.
void shareMedia(training::Example& example) {
    const auto& first = example.sequences.front();
    for (std::size_t i = 1; i < example.sequences.size(); ++i) {
        auto& media = example.sequences[i].media;
        for (std::size_t m = 0; m < std::min(media.size(), first.media.size()); ++m)
            for (auto& [name, array] : media[m].arrays)
                if (const auto same = first.media[m].arrays.find(name); same != first.media[m].arrays.end()) {
                    const auto& before = same->second;
                    if (array.numbers && before.numbers && *array.numbers == *before.numbers)
                        array.numbers = before.numbers;
                }
    }
}

}  // namespace

data::Splits learnable(data::Splits splits, const RecipeOptions& options) {
    const auto& objective = options.train.objective;
    const bool answers = objective.info().learns == Learns::Answers;
    const bool hadAny = !splits.train.empty();
    for (auto& [samples, split] : {std::pair(&splits.train, "training"), std::pair(&splits.validation, "validation")}) {
        auto note =
            answers ? dropDisliked(*samples, split) : keepJudged(*samples, kindOf(objective.info().learns), split);
        if (!note.empty()) splits.notes.push_back(std::move(note));
    }
    if (answers) {
        if (hadAny && splits.train.empty())
            throw Error("all answers of the training samples are marked as bad", "stage",
                        "train with stage: kto, which learns from good and bad answers");
        return splits;
    }
    const Kind& kind = kindOf(objective.info().learns);
    if (splits.train.empty())
        throw Error("none of the training samples has " + std::string(kind.what) + ", which stage " + objective.stage +
                        " learns from",
                    "stage", kind.hint);
    return splits;
}

data::Splits resolveSamples(const data::Project& project, const RecipeOptions& options) {
    return learnable(splitsOf(project, options.data, options.model.model), options);
}

models::EncodeOptions encodeOptions(const RecipeOptions& options) {
    const auto& train = options.train;
    models::EncodeOptions encoding{.cutoffLength = options.data.cutoffLength,
                                   .trainOnPrompt = train.trainOnPrompt,
                                   .maskHistory = train.maskHistory,
                                   .joinTurns = options.data.joinTurns};
    if (train.objective.info().learns != Learns::Answers) {  // of preferences the judged answer alone counts
        encoding.trainOnPrompt = false;
        encoding.maskHistory = true;
    }
    return encoding;
}

Examples::Examples(std::shared_ptr<const std::vector<data::Sample>> samples,
                   std::shared_ptr<const models::Processor> processor, const RecipeOptions& options)
    : samples_(std::move(samples)),
      processor_(std::move(processor)),
      encoding_(encodeOptions(options)),
      learns_(options.train.objective.info().learns) {}

// The rejected answer as one more turn, so that what varies or moves the preferred one does the same to it.
data::Sample Examples::joined(std::int64_t sample) const {
    data::Sample all = (*samples_)[static_cast<std::size_t>(sample)];
    if (learns_ != Learns::Pairs) return all;
    all.turns.push_back({data::Turn::Role::Assistant, *all.turns.back().details->rejected});
    return all;
}

std::vector<Examples::Sequence> Examples::parted(data::Sample sample, std::int64_t number) const {
    if (learns_ == Learns::Answers) return {{std::move(sample), {}}};
    const auto withoutTurn = [](data::Sample one, std::size_t turn) {
        one.turns.erase(one.turns.begin() + static_cast<std::ptrdiff_t>(turn));
        for (auto& region : one.regions)
            std::erase_if(region.spans, [&](const data::Span& span) { return span.turn >= static_cast<int>(turn); });
        return one;
    };
    if (learns_ == Learns::Pairs) {
        const auto last = sample.turns.size() - 1;
        auto chosen = withoutTurn(sample, last), rejected = withoutTurn(std::move(sample), last - 1);
        return {{std::move(chosen), "chosen"}, {std::move(rejected), "rejected"}};
    }
    data::Sample other = sample;
    for (auto& region : other.regions)
        std::erase_if(region.spans, [&](const data::Span& span) { return span.turn + 1 == std::ssize(other.turns); });
    other.turns.back() = {data::Turn::Role::Assistant, otherAnswer(number)};
    const bool liked = *sample.turns.back().details->liked;
    return {{std::move(sample), liked ? "liked" : "disliked"}, {std::move(other), "another sample's answer"}};
}

std::vector<Examples::Sequence> Examples::sequencesOf(std::int64_t sample) const {
    return parted(joined(sample), sample);
}

// The answer of the sample before: a text alone, for its media are not there. The first one goes with the last.
const std::string& Examples::otherAnswer(std::int64_t sample) const {
    const auto size = std::ssize(*samples_);
    for (std::int64_t back = 1; back <= size; ++back) {
        const auto& text = (*samples_)[static_cast<std::size_t>((sample - back + size) % size)].turns.back().text;
        if (text.find(data::kImageMark) == text.npos && text.find(data::kVideoMark) == text.npos) return text;
    }
    return (*samples_)[static_cast<std::size_t>(sample)].turns.back().text;
}

training::Example Examples::encoded(const std::vector<Sequence>& sequences, std::int64_t number,
                                    const models::EncodeOptions& options) const {
    training::Example example;
    example.number = number;
    // Opened once for all sequences.
    std::map<std::size_t, vision::Image> opened;
    auto shared = options;
    if (sequences.size() > 1)
        shared.picture = [&](std::size_t medium) {
            auto found = opened.find(medium);
            if (found == opened.end()) {
                const auto& media = sequences.front().sample.media[medium];
                found = opened.emplace(medium, options.picture ? options.picture(medium) : processor_->openImage(media))
                            .first;
            }
            return found->second;
        };
    for (const auto& [sample, name] : sequences) {
        example.sequences.push_back(processor_->encode(sample, shared));
        const auto& labels = example.sequences.back().labels;
        if (learns_ != Learns::Answers &&
            std::count(labels.begin(), labels.end(), models::kIgnore) == std::ssize(labels))
            throw Error(
                "nothing of its " + std::string(name.empty() ? "" : name + " ") + "answer is left after cutting",
                sample.id, "raise cutoff_len, or leave the sample out");
    }
    if (learns_ == Learns::Feedback) example.liked = *sequences.front().sample.turns.back().details->liked;
    if (sequences.size() > 1) shareMedia(example);
    return example;
}

training::Example Examples::of(std::int64_t sample, const models::EncodeOptions& options) const {
    return encoded(sequencesOf(sample), sample, options);
}

training::Example Examples::of(std::int64_t sample, std::int64_t epoch, const data::Augmenter& augmenter) const {
    auto varied = augmenter.augment(joined(sample), epoch, processor_->openImage);
    auto options = encoding_;
    options.picture = [&](std::size_t medium) { return varied.images[medium]; };
    auto example = encoded(parted(std::move(varied.sample), sample), sample, options);
    for (auto& sequence : example.sequences)
        sequence.weight = augmenter.weight((*samples_)[static_cast<std::size_t>(sample)]);
    return example;
}

}  // namespace atelier::engine
