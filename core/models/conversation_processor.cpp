#include "models/conversation_processor.h"

#include "common/error.h"
#include "common/random.h"
#include "data/augmentation/open_media.h"
#include "data/sample_json.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace atelier::models {
namespace {

constexpr const char* kTakeTokenizer = "take the tokenizer that belongs to the model";

const char* roleName(data::Turn::Role role) {
    switch (role) {
        case data::Turn::Role::System:
            return "system";
        case data::Turn::Role::User:
            return "user";
        case data::Turn::Role::Assistant:
            return "assistant";
        case data::Turn::Role::Tool:
            return "tool";
        case data::Turn::Role::Developer:
            return "system";  // OpenAI's newer word for it; few templates know it
    }
    throw std::logic_error("role");
}

// "a<image>b" as content parts: text a, image, text b.
Json contentParts(const std::string& text) {
    Json parts = Json::array();
    std::size_t begin = 0;
    for (;;) {
        const std::size_t image = text.find(data::kImageMark, begin), video = text.find(data::kVideoMark, begin);
        const std::size_t found = std::min(image, video);
        const std::string piece = text.substr(begin, found == std::string::npos ? found : found - begin);
        if (!piece.empty()) parts.push_back({{"type", "text"}, {"text", piece}});
        if (found == std::string::npos) return parts;
        const bool isImage = found == image;
        parts.push_back({{"type", isImage ? "image" : "video"}});
        begin = found + std::string(isImage ? data::kImageMark : data::kVideoMark).size();
    }
}

// As OpenAI writes it and transformers' templates read it: arguments as an object.
Json messageOf(const data::Turn& turn) {
    Json message{{"role", roleName(turn.role)}, {"content", contentParts(turn.text)}};
    for (const data::ToolCall& call : turn.details->calls) {
        Json arguments = Json::accept(call.arguments) ? Json::parse(call.arguments) : Json(call.arguments);
        Json one{{"type", "function"}, {"function", {{"name", call.name}, {"arguments", std::move(arguments)}}}};
        if (!call.id.empty()) one["id"] = call.id;
        message["tool_calls"].push_back(std::move(one));
    }
    if (!turn.details->callId.empty()) message["tool_call_id"] = turn.details->callId;
    if (!turn.details->name.empty()) message["name"] = turn.details->name;
    return message;
}

bool usesTools(const data::Sample& sample) {
    return !sample.tools.empty() || std::any_of(sample.turns.begin(), sample.turns.end(), [](const data::Turn& turn) {
        return turn.role == data::Turn::Role::Tool || !turn.details->calls.empty();
    });
}

// For templates that know no tools: definitions, calls and results as words, in the notation of Hermes and Qwen. A
// call is learned as the assistant's own words, a result is shown as the user's.
void spellOutTools(data::Sample& sample) {
    for (data::Turn& turn : sample.turns) {
        if (turn.role == data::Turn::Role::Tool) {
            turn.role = data::Turn::Role::User;
            turn.text = "<tool_response>\n" + turn.text + "\n</tool_response>";
            turn.details = data::TurnDetails{.lossWeight = turn.details->lossWeight};
        }
        for (const data::ToolCall& call : turn.details->calls)
            turn.text += std::string(turn.text.empty() ? "" : "\n") +
                         "<tool_call>\n{\"name\": " + Json(call.name).dump() + ", \"arguments\": " + call.arguments +
                         "}\n</tool_call>";
        if (!turn.details->calls.empty()) turn.details.edit().calls.clear();
    }
    if (sample.tools.empty()) return;
    std::string words =
        "# Tools\n\nYou may call one or more functions. Their signatures are within <tools></tools>:\n<tools>";
    for (const Json& tool : parseJson(sample.tools, sample.id + " tools"))
        words += "\n" + tool.dump();
    words +=
        "\n</tools>\n\nFor each call, answer with a JSON object of its name and arguments within "
        "<tool_call></tool_call>.";
    sample.tools.clear();
    if (sample.turns.empty() || sample.turns.front().role != data::Turn::Role::System)
        sample.turns.insert(sample.turns.begin(), {data::Turn::Role::System, words});
    else
        sample.turns.front().text += "\n\n" + words;
}

const char* singular(Modality modality) {
    return modality == Modality::Video ? "video" : "image";
}

const char* plural(Modality modality) {
    return modality == Modality::Video ? "videos" : "images";
}

Error miscount(Modality modality, std::size_t marks, std::size_t media, const std::string& where,
               const std::string& more = {}) {
    const std::string one = singular(modality);
    return Error(
        std::to_string(marks) + " " + one + " marks in the text, but " + std::to_string(media) + " " + plural(modality),
        where, "one <" + one + "> for each " + one + more);
}

// Indices of the media in the order in which the turns speak of them; those that they do not speak of come last.
std::vector<std::size_t> inOrderOfText(const data::Sample& sample) {
    std::vector<std::size_t> order;
    std::map<data::Media::Kind, std::deque<std::size_t>> left;
    for (std::size_t i = 0; i < sample.media.size(); ++i)
        left[sample.media[i].kind].push_back(i);
    for (const auto& turn : sample.turns)
        for (const Json& part : contentParts(turn.text)) {
            auto& rest = left[part.at("type") == "video" ? data::Media::Kind::Video : data::Media::Kind::Image];
            if (part.at("type") == "text" || rest.empty()) continue;
            order.push_back(rest.front());
            rest.pop_front();
        }
    for (const auto& [_, rest] : left)
        order.insert(order.end(), rest.begin(), rest.end());
    return order;
}

std::size_t commonPrefix(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin())
            .first -
        a.begin());
}

std::size_t countOf(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
        ++count;
    return count;
}

// The words that stand for a medium, each of its tokens once.
std::string wordsOf(const PreparedMedium& medium) {
    std::string words;
    for (const LayoutPiece& piece : medium.pieces)
        words += piece.text;
    return words;
}

std::size_t marksIn(const data::Turn& turn, Modality modality) {
    return countOf(turn.text, modality == Modality::Video ? data::kVideoMark : data::kImageMark);
}

// Where no text shows that media and marks do not fit together.
void requireMarks(const std::vector<data::Turn>& turns, const std::vector<PreparedMedium>& media,
                  const std::string& where) {
    for (const Modality modality : {Modality::Image, Modality::Video}) {
        std::size_t marks = 0;
        for (const auto& turn : turns)
            marks += marksIn(turn, modality);
        const auto given = static_cast<std::size_t>(std::count_if(
            media.begin(), media.end(), [&](const auto& one) { return one.medium.modality == modality; }));
        if (marks != given) throw miscount(modality, marks, given, where);
    }
}

std::uint64_t keyOf(const data::Sample& sample, const std::vector<PreparedMedium>& media,
                    const EncodeOptions& options) {
    std::string all{options.trainOnPrompt ? '1' : '0', options.maskHistory ? '1' : '0'};
    all += sample.tools + '\0';
    for (const auto& turn : sample.turns) {
        all += std::to_string(static_cast<int>(turn.role)) + turn.text + '\0';
        if (!turn.details.isDefault())
            all += data::detailsOf(turn).dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    for (const PreparedMedium& medium : media)
        all += wordsOf(medium) + '\0';
    return stableHash(all);
}

}  // namespace

ConversationProcessor::ConversationProcessor(TextParts parts, std::unique_ptr<MediaLayout> layout)
    : text_(std::move(parts)), layout_(std::move(layout)) {
    const auto required = [&](const std::string& token) {
        if (const auto id = text_.tokenizer->id(token)) return *id;
        throw Error("the tokenizer has no token \"" + token + "\"", text_.folder.string(), kTakeTokenizer);
    };
    for (const auto& token : layout_->featureTokens()) {
        const auto id = required(token);
        const Modality modality = layout_->modalityOf(token);
        // The reference puts features where the config's token stands, so nothing would be right with another one.
        if (const auto said = text_.features.find(modality); said != text_.features.end() && said->second != id)
            throw Error(std::string(singular(modality)) + " tokens are " + std::to_string(said->second) +
                            " for the model, but \"" + token + "\" is " + std::to_string(id) + " in the tokenizer",
                        (text_.folder / "config.json").string(), kTakeTokenizer);
        featureTokens_[id] = modality;
    }
    if (const auto marks = layout_->videoMarks()) videoMarks_ = {required(marks->first), required(marks->second)};
    endOfTurnId_ = required(text_.endOfTurn);
    knowsTools_ = text_.chatTemplate.source().find("tool_calls") != std::string::npos;
    const auto renders = [this](std::vector<data::Turn> turns) {
        data::Sample sample;
        sample.turns = std::move(turns);
        try {
            render(sample, sample.turns.size(), false);
            return true;
        } catch (const Error&) {
            return false;
        }
    };
    const data::Turn asks{data::Turn::Role::User, "a"}, answers{data::Turn::Role::Assistant, "b"};
    mustAlternate_ = renders({asks, answers}) && !renders({asks, asks});
    openImage = data::mediaOpener(vision::GreyWindow::Auto);
    openVideo = [](const data::Media& media) { return vision::openClip(media.path, media.range); };
}

// A tokenizer may have tokens that the model lacks, as long as no text has them.
void ConversationProcessor::requireKnown(std::int64_t id, const std::string& where) const {
    if (!text_.vocabulary || (id >= 0 && id < *text_.vocabulary)) return;
    throw Error("token " + std::to_string(id) + " lies outside of the model's vocabulary of " +
                    std::to_string(*text_.vocabulary),
                where, kTakeTokenizer);
}

std::vector<PreparedMedium> ConversationProcessor::prepare(const data::Sample& sample, const Picture& picture) const {
    std::vector<PreparedMedium> media;
    const bool several = std::ranges::count(sample.media, data::Media::Kind::Image, &data::Media::kind) > 1;
    std::map<data::Media::Kind, std::int64_t> before;
    const auto prepared = [&](std::size_t i, const data::Media& medium) {
        if (medium.kind == data::Media::Kind::Video) {
            vision::VideoClip clip = openVideo(medium);
            clip.limits = videoLimits;
            return layout_->video(clip);
        }
        const vision::Image opened = picture ? picture(i) : openImage(medium);
        return several ? layout_->oneOfSeveral(opened) : layout_->image(opened);
    };
    for (const std::size_t i : inOrderOfText(sample)) {
        const data::Media& medium = sample.media[i];
        if (medium.kind == data::Media::Kind::Video && layout_->placeholder(Modality::Video).empty())
            throw Error("this model takes no videos", sample.id, "take frames of the video as images");
        media.push_back(prepared(i, medium));
        layout_->setNumber(media.back(), before[medium.kind]++);
    }
    return media;
}

// What each medium's bridge reads. A medium of an answer is read with the question before it.
void ConversationProcessor::readPrompts(const data::Sample& sample, std::vector<PreparedMedium>& media) const {
    if (layout_->mediaLeadText()) requireMarks(sample.turns, media, sample.id);
    if (!layout_->readsPrompt()) return;
    data::Sample alone;
    std::size_t next = 0;
    for (const auto& turn : sample.turns) {
        if (turn.role != data::Turn::Role::Assistant) {
            if (!alone.turns.empty() && alone.turns.back().role == data::Turn::Role::User) alone.turns.pop_back();
            alone.turns.push_back(turn);
        }
        const std::size_t end = next + marksIn(turn, Modality::Image) + marksIn(turn, Modality::Video);
        if (next == end) continue;
        const std::string prompt = render(alone, alone.turns.size(), true);
        for (; next < std::min(end, media.size()); ++next)
            layout_->readPrompt(media[next].medium, prompt, sample.id);
    }
}

const data::Sample& ConversationProcessor::fitted(const data::Sample& sample, data::Sample& storage) const {
    const bool spells = !knowsTools_ && usesTools(sample);
    if (!spells && (!mustAlternate_ || data::alternates(sample.turns))) return sample;
    data::Sample& fitted = storage = sample;
    if (spells) spellOutTools(fitted);
    if (!mustAlternate_ || data::alternates(fitted.turns)) return fitted;
    data::joinTurns(fitted);
    if (data::alternates(fitted.turns)) return fitted;
    // Such a template wants the user first.
    const std::size_t first = !fitted.turns.empty() && fitted.turns.front().role == data::Turn::Role::System ? 1 : 0;
    if (first < fitted.turns.size() && fitted.turns[first].role == data::Turn::Role::Assistant)
        fitted.turns.insert(fitted.turns.begin() + static_cast<std::ptrdiff_t>(first), data::Turn{});
    if (!data::alternates(fitted.turns))
        throw Error("the model's chat template needs user and assistant to take turns", sample.id,
                    "join or remove turns, or give turns in a row the same loss weight");
    return fitted;
}

std::string ConversationProcessor::render(const data::Sample& sample, std::size_t turns, bool generationPrompt) const {
    return rendering(sample, turns, generationPrompt).text;
}

text::ChatTemplate::Rendered ConversationProcessor::rendering(const data::Sample& sample, std::size_t turns,
                                                              bool generationPrompt) const {
    Json messages = Json::array();
    for (std::size_t i = 0; i < turns; ++i)
        messages.push_back(messageOf(sample.turns[i]));
    Json variables = text_.variables;
    variables["messages"] = std::move(messages);
    variables["add_generation_prompt"] = generationPrompt;
    if (!sample.tools.empty() && knowsTools_) variables["tools"] = parseJson(sample.tools, sample.id + " tools");
    const bool video = std::any_of(sample.media.begin(), sample.media.end(),
                                   [](const data::Media& medium) { return medium.kind == data::Media::Kind::Video; });
    return (video && text_.videoTemplate ? *text_.videoTemplate : text_.chatTemplate).render(variables);
}

// The first placeholder of a medium from `from` on.
std::optional<ConversationProcessor::Mark> ConversationProcessor::nextMark(const std::string& rendered,
                                                                           std::size_t from) const {
    std::optional<Mark> first;
    for (const Modality modality : {Modality::Image, Modality::Video}) {
        const std::string text = layout_->placeholder(modality);
        const auto at = text.empty() ? std::string::npos : rendered.find(text, from);
        if (at != std::string::npos && (!first || at < first->begin)) first = Mark{modality, text, at};
    }
    return first;
}

// Of a placeholder for which there is no medium.
Error ConversationProcessor::miscounted(const std::string& rendered, const Mark& mark,
                                        const std::vector<PreparedMedium>& media, const std::string& where) {
    const auto given = static_cast<std::size_t>(std::count_if(
        media.begin(), media.end(), [&](const auto& one) { return one.medium.modality == mark.modality; }));
    const auto marks = countOf(rendered, mark.text);
    if (marks <= given)
        return Error("the chat template moves images and videos past each other", where,
                     "take images or videos alone in a sample");
    return miscount(mark.modality, marks, given, where, ", and no \"" + mark.text + "\" in the text");
}

// What is tokenised. `media` may be more than the turns speak of.
ConversationProcessor::Written ConversationProcessor::written(const data::Sample& sample, std::size_t turns,
                                                              bool generationPrompt,
                                                              const std::vector<PreparedMedium>& media) const {
    const auto [rendered, generation] = rendering(sample, turns, generationPrompt);
    const std::string bos = jsonAt<std::string>(text_.variables, "bos_token", "template variables", std::string());
    Written out;
    // A template that writes the BOS itself, behind images or not, must not get a second one from the tokenizer.
    const auto needsSpecial = [&](std::size_t words) {
        return bos.empty() || rendered.compare(words, bos.size(), bos) != 0;
    };
    if (layout_->mediaLeadText()) {
        for (const PreparedMedium& medium : media)
            out.lead += wordsOf(medium);
        out.text = rendered;
        out.generated = generation;
        out.special = needsSpecial(0);
        return out;
    }
    std::string& text = out.text;
    std::size_t begin = 0, next = 0;
    // Ranges of the rendering become ranges of the text; what begins or ends within a placeholder does so behind it.
    out.generated = generation;
    const auto move = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = 0; i < generation.size(); ++i) {
            const auto moved = [&](std::size_t given, std::size_t& place) {
                if (given >= from) place = text.size() + std::min(given, to) - from;
            };
            moved(generation[i].first, out.generated[i].first);
            moved(generation[i].second, out.generated[i].second);
        }
        text += rendered.substr(from, to - from);
    };
    while (const auto mark = nextMark(rendered, begin)) {
        if (next == media.size() || media[next].medium.modality != mark->modality)
            throw miscounted(rendered, *mark, media, sample.id);
        move(begin, mark->begin);
        text += wordsOf(media[next++]);
        begin = mark->begin + mark->text.size();
    }
    std::size_t marks = 0;
    for (std::size_t i = 0; i < turns; ++i)
        marks += marksIn(sample.turns[i], Modality::Image) + marksIn(sample.turns[i], Modality::Video);
    if (next < std::min(marks, media.size()))
        throw Error(
            "the chat template writes " + std::to_string(next) + " of " + std::to_string(marks) + " images and videos",
            sample.id, "take the chat template that belongs to the model");
    move(begin, rendered.size());
    std::size_t words = 0;
    for (auto mark = nextMark(rendered, 0); mark && mark->begin == words; mark = nextMark(rendered, words))
        words += mark->text.size();
    out.special = needsSpecial(words);
    return out;
}

// Each run of feature tokens stands once.
std::vector<std::int64_t> ConversationProcessor::idsOf(const Written& written, std::string_view text) const {
    auto ids = text_.tokenizer->encode(written.lead);
    const auto own = text_.tokenizer->encode(text, written.special);
    ids.insert(ids.end(), own.begin(), own.end());
    return ids;
}

std::vector<std::int64_t> ConversationProcessor::tokensOf(const data::Sample& sample, std::size_t turns,
                                                          bool generationPrompt,
                                                          const std::vector<PreparedMedium>& media) const {
    const Written whole = written(sample, turns, generationPrompt, media);
    return idsOf(whole, whole.text);
}

LabelledTokens ConversationProcessor::labelled(const data::Sample& sample, const std::vector<PreparedMedium>& media,
                                               const EncodeOptions& options) const {
    const auto key = keyOf(sample, media, options);
    if (auto known = cache_.find(key)) return std::move(*known);
    LabelledTokens tokens;
    const Written whole = written(sample, sample.turns.size(), false, media);
    tokens.ids = idsOf(whole, whole.text);
    tokens.weights.assign(tokens.ids.size(), options.trainOnPrompt ? 1 : 0);
    std::size_t last = sample.turns.size();
    for (std::size_t i = 0; i < sample.turns.size(); ++i)
        if (sample.turns[i].role == data::Turn::Role::Assistant) last = i;
    std::map<std::size_t, double> weights;  // of answers that the template marks itself
    for (std::size_t i = 0; i < sample.turns.size(); ++i) {
        const auto& given = sample.turns[i].details->lossWeight;
        const bool answer = sample.turns[i].role == data::Turn::Role::Assistant;
        if (options.maskHistory && i != last && !options.trainOnPrompt) continue;
        const double weight = given.value_or(answer || options.trainOnPrompt ? 1 : 0);
        if (weight == (options.trainOnPrompt ? 1 : 0)) continue;
        if (answer && !whole.generated.empty())
            weights[i] = weight;
        else
            markTurn(tokens, sample, i, weight, media);
    }
    if (!weights.empty()) markGenerated(tokens, sample, whole, weights, media);
    cache_.put(key, tokens);
    return tokens;
}

// Of the {% generation %} blocks all tokens that have a part of them, as transformers' assistant mask does.
void ConversationProcessor::markGenerated(LabelledTokens& tokens, const data::Sample& sample, const Written& whole,
                                          const std::map<std::size_t, double>& weights,
                                          const std::vector<PreparedMedium>& media) const {
    std::vector<std::size_t> answers;
    for (std::size_t i = 0; i < sample.turns.size(); ++i)
        if (sample.turns[i].role == data::Turn::Role::Assistant) answers.push_back(i);
    if (answers.empty()) return;
    const std::string_view text = whole.text;
    const auto& ids = tokens.ids;
    const auto tokensUpTo = [&](std::size_t place) {
        const auto before = idsOf(whole, text.substr(0, place));
        return std::pair(commonPrefix(ids, before), before.size());
    };
    std::size_t answer = 0;
    for (std::size_t i = 0; i < whole.generated.size(); ++i) {
        const auto [from, to] = whole.generated[i];
        if (from == to) continue;
        const std::size_t begin = tokensUpTo(from).first;
        auto [end, wanted] = tokensUpTo(to);
        if (end != wanted) {
            // A token reaches over the end: it is the first that does not belong to the rest alone.
            const auto rest = text_.tokenizer->encode(text.substr(to), whole.special);
            const auto same = std::mismatch(ids.rbegin(), ids.rend(), rest.rbegin(), rest.rend()).first - ids.rbegin();
            end = std::max(end, ids.size() - static_cast<std::size_t>(same));
        }
        // A template may have several blocks in a turn, or none.
        if (whole.generated.size() == answers.size())
            answer = i;
        else
            while (answer + 1 < answers.size() &&
                   begin >= commonPrefix(ids, tokensOf(sample, answers[answer] + 1, false, media)))
                ++answer;
        const auto weight = weights.find(answers[answer]);
        if (weight == weights.end()) continue;
        const auto first = static_cast<std::ptrdiff_t>(begin);
        const bool last = i + 1 == whole.generated.size() && answers.back() + 1 == sample.turns.size();
        if (last && std::find(ids.begin() + first, ids.end(), endOfTurnId_) == ids.end()) {
            endAnswer(tokens, begin, end);
            end = ids.size();
        }
        std::fill(tokens.weights.begin() + first,
                  tokens.weights.begin() + static_cast<std::ptrdiff_t>(std::max(begin, end)),
                  static_cast<float>(weight->second));
    }
}

// A turn is what the template adds to what is before it; an answer, what it adds to the generation prompt, up to and
// with the end-of-turn token. Comparing tokens, not text, stays right where the tokenizer merges across the border.
void ConversationProcessor::markTurn(LabelledTokens& tokens, const data::Sample& sample, std::size_t turn,
                                     double weight, const std::vector<PreparedMedium>& media) const {
    const bool answer = sample.turns[turn].role == data::Turn::Role::Assistant;
    auto& ids = tokens.ids;
    // Some templates do not render a beginning without a question.
    const std::size_t begin = turn == 0 && !answer ? 0 : commonPrefix(ids, tokensOf(sample, turn, answer, media));
    std::size_t end = commonPrefix(ids, tokensOf(sample, turn + 1, false, media));
    // Where the turns that follow change how it is rendered, such as without its reasoning, it goes up to its end mark.
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin),
               past = end > begin ? ids.begin() + static_cast<std::ptrdiff_t>(end) : ids.end();
    if (const auto stop = std::find(first, past, endOfTurnId_); stop != past) {
        end = static_cast<std::size_t>(stop - ids.begin()) + 1;
    } else if (answer && turn + 1 == sample.turns.size()) {
        endAnswer(tokens, begin, end);
        end = ids.size();
    }
    std::fill(tokens.weights.begin() + static_cast<std::ptrdiff_t>(begin),
              tokens.weights.begin() + static_cast<std::ptrdiff_t>(std::max(begin, end)), static_cast<float>(weight));
}

// Where the template ends the last answer with nothing that could be learned as its end.
void ConversationProcessor::endAnswer(LabelledTokens& tokens, std::size_t begin, std::size_t end) const {
    auto& ids = tokens.ids;
    ids.resize(end);
    while (ids.size() > begin + 1 &&
           text_.tokenizer->decode({&ids.back(), 1}).find_first_not_of(" \n") == std::string::npos)
        ids.pop_back();
    ids.push_back(endOfTurnId_);
    tokens.weights.resize(ids.size(), 0);
}

// Repeats feature tokens as often as their media have features.
Encoded ConversationProcessor::expanded(LabelledTokens tokens, std::vector<PreparedMedium> media,
                                        const std::string& where) const {
    struct Run {
        std::size_t medium;
        std::int64_t repeat;
    };
    std::vector<Run> runs;
    for (std::size_t i = 0; i < media.size(); ++i)
        for (const LayoutPiece& piece : media[i].pieces)
            if (piece.repeat > 0) runs.push_back({i, piece.repeat});

    Encoded encoded;
    for (auto& one : media)
        encoded.media.push_back(std::move(one.medium));
    const bool weighted = std::any_of(tokens.weights.begin(), tokens.weights.end(),
                                      [](float weight) { return weight != 0 && weight != 1; });
    std::size_t next = 0;
    for (std::size_t i = 0; i < tokens.ids.size(); ++i) {
        const std::int64_t id = tokens.ids[i];
        requireKnown(id, where);
        const bool feature = featureTokens_.contains(id);
        std::int64_t times = 1;
        if (feature) {
            if (next == runs.size())
                throw Error("\"" + text_.tokenizer->token(id) + "\" stands in the text", where,
                            "this token stands for " + std::string(plural(featureTokens_.at(id))) +
                                ": take it out of the text");
            times = runs[next].repeat;
            const auto begin = static_cast<std::int64_t>(encoded.ids.size());
            encoded.media[runs[next++].medium].tokens.push_back({begin, begin + times});
        }
        encoded.ids.insert(encoded.ids.end(), static_cast<std::size_t>(times), id);
        if (tokens.weights.empty()) continue;
        const float weight = feature ? 0 : tokens.weights[i];
        encoded.labels.insert(encoded.labels.end(), static_cast<std::size_t>(times), weight > 0 ? id : kIgnore);
        if (weighted) encoded.labelWeights.insert(encoded.labelWeights.end(), static_cast<std::size_t>(times), weight);
    }
    if (next == runs.size()) return encoded;
    const Modality modality = encoded.media[runs[next].medium].modality;
    std::size_t all = 0, marks = 0;
    for (const EncodedMedium& medium : encoded.media)
        if (medium.modality == modality) ++all, marks += !medium.tokens.empty();
    throw miscount(modality, marks, all, where);
}

Encoded ConversationProcessor::encode(const data::Sample& whole, const EncodeOptions& options) const {
    if (!options.joinTurns && mustAlternate_ && !data::alternates(whole.turns))
        throw Error("the model's chat template needs user and assistant to take turns, and this sample does not",
                    whole.id, "join_turns: true joins turns of one speaker in a row");
    data::Sample storage;
    const data::Sample& sample = fitted(whole, storage);
    auto media = prepare(sample, options.picture);
    readPrompts(sample, media);
    auto tokens = labelled(sample, media, options);
    Encoded encoded = expanded(std::move(tokens), std::move(media), sample.id);
    if (options.cutoffLength > 0 && std::ssize(encoded.ids) > options.cutoffLength) {
        const auto order = inOrderOfText(sample);
        for (std::size_t i = 0; i < encoded.media.size(); ++i) {
            const EncodedMedium& medium = encoded.media[i];
            if (!medium.tokens.empty() && medium.tokens.back().end > options.cutoffLength)
                throw Error("the " + std::to_string(medium.tokenCount()) + " tokens of " +
                                sample.media[order[i]].path.string() + " do not fit into cutoff_len " +
                                std::to_string(options.cutoffLength) + " (the sample has " +
                                std::to_string(encoded.ids.size()) + ")",
                            sample.id,
                            medium.modality == Modality::Video
                                ? "raise cutoff_len or lower video_maxlen or video_max_pixels"
                                : "raise cutoff_len or lower image_max_pixels");
        }
        const auto kept = static_cast<std::ptrdiff_t>(options.cutoffLength);
        encoded.cutTargets = std::count_if(encoded.labels.begin() + kept, encoded.labels.end(),
                                           [](std::int64_t label) { return label != kIgnore; });
        encoded.ids.resize(static_cast<std::size_t>(options.cutoffLength));
        encoded.labels.resize(encoded.ids.size());
        if (!encoded.labelWeights.empty()) encoded.labelWeights.resize(encoded.ids.size());
    }
    layout_->finish(encoded);
    layout_->assignPositions(encoded);
    return encoded;
}

Encoded ConversationProcessor::encodePrompt(const data::Sample& whole) const {
    data::Sample storage;
    data::Sample sample = fitted(whole, storage);
    if (!sample.turns.empty() && sample.turns.back().role == data::Turn::Role::Assistant) sample.turns.pop_back();
    auto media = prepare(sample, {});
    readPrompts(sample, media);
    LabelledTokens tokens{tokensOf(sample, sample.turns.size(), true, media), {}};
    Encoded encoded = expanded(std::move(tokens), std::move(media), sample.id);
    layout_->finish(encoded);
    layout_->assignPositions(encoded);
    return encoded;
}

std::vector<Encoded> ConversationProcessor::encodeInputs(Inputs inputs) const {
    auto media = layout_->takeMedia(inputs);
    std::string unknown;
    for (const auto& [name, _] : inputs.arrays)
        unknown += (unknown.empty() ? "" : ", ") + name;
    if (!unknown.empty())
        throw Error("tensors that this model does not take: " + unknown, inputs.where, "leave them out of the file");

    std::map<Modality, std::deque<MediaLayout::InputMedium>> left;
    for (auto& medium : media)
        left[medium.medium.modality].push_back(std::move(medium));
    std::vector<Encoded> rows;
    for (auto& ids : inputs.rows) {
        rows.push_back(rowOf(std::move(ids), left, inputs.where));
        layout_->finish(rows.back());
        layout_->assignPositions(rows.back());
    }
    for (const auto& [modality, rest] : left)
        if (!rest.empty())
            throw Error("fewer " + std::string(singular(modality)) + " tokens than the " + plural(modality) + " need",
                        inputs.where);
    return rows;
}

// A row with the media whose tokens stand in it, taken from those that are left.
Encoded ConversationProcessor::rowOf(std::vector<std::int64_t> ids,
                                     std::map<Modality, std::deque<MediaLayout::InputMedium>>& left,
                                     const std::string& where) const {
    Encoded row;
    row.ids = std::move(ids);
    std::int64_t open = 0;        // tokens that the last medium still lacks
    std::int64_t videoMarks = 0;  // that open a video, less those that close one
    const auto tooFew = [&](Modality modality) {
        return Error("fewer " + std::string(singular(modality)) + " tokens than the " + plural(modality) + " need",
                     where);
    };
    for (std::int64_t at = 0; at < std::ssize(row.ids);) {
        const std::int64_t id = row.ids[static_cast<std::size_t>(at)];
        requireKnown(id, where);
        const auto token = featureTokens_.find(id);
        if (token == featureTokens_.end()) {
            if (videoMarks_) videoMarks += (id == videoMarks_->first) - (id == videoMarks_->second);
            ++at;
            continue;
        }
        const Modality modality = videoMarks > 0 ? Modality::Video : token->second;
        if (open > 0 && row.media.back().modality != modality) throw tooFew(row.media.back().modality);
        std::int64_t end = at;
        while (end < std::ssize(row.ids) && row.ids[static_cast<std::size_t>(end)] == id)
            ++end;
        while (at < end) {
            if (open == 0) {
                auto& rest = left[modality];
                if (rest.empty())
                    throw Error(
                        "more " + std::string(singular(modality)) + " tokens than the " + plural(modality) + " have",
                        where);
                row.media.push_back(std::move(rest.front().medium));
                open = rest.front().tokens;
                rest.pop_front();
            }
            const std::int64_t taken = std::min(open, end - at);
            row.media.back().tokens.push_back({at, at + taken});
            at += taken;
            open -= taken;
        }
    }
    if (open > 0) throw tooFew(row.media.back().modality);
    return row;
}

namespace {

// transformers' names of every generation. Config classes have defaults for what is left out, but the tokenizer knows.
void readTokenFacts(const std::filesystem::path& folder, TextParts& parts) {
    const auto path = folder / "config.json";
    parts.folder = folder;
    if (!std::filesystem::exists(path)) return;
    const Json config = readJson(path);
    for (const auto& [modality, keys] : {std::pair(Modality::Image, std::array{"image_token_id", "image_token_index"}),
                                         std::pair(Modality::Video, std::array{"video_token_id", "video_token_index"})})
        for (const char* key : keys)
            if (const auto found = config.find(key); found != config.end() && !found->is_null())
                parts.features[modality] = jsonAt<std::int64_t>(config, key, path.string());
    const auto section = config.find("text_config");
    const Json& text = section != config.end() && section->is_object() ? *section : config;
    if (const auto found = text.find("vocab_size"); found != text.end() && !found->is_null())
        parts.vocabulary = jsonAt<std::int64_t>(text, "vocab_size", path.string());
}

}  // namespace

TextParts readTextParts(const std::filesystem::path& folder, const std::string& endOfTurn,
                        const std::string& defaultTemplate) {
    Json variables = Json::object();
    const auto configPath = folder / "tokenizer_config.json";
    if (std::filesystem::exists(configPath)) {
        const Json config = readJson(configPath);
        // A text, or an object with "content".
        for (const char* key :
             {"bos_token", "eos_token", "pad_token", "unk_token", "cls_token", "sep_token", "mask_token"}) {
            const auto found = config.find(key);
            if (found == config.end() || found->is_null()) continue;
            const Json token = found->is_object() ? found->value("content", Json()) : *found;
            if (token.is_string())
                variables[key] = token;
            else if (key == std::string_view("bos_token") ||
                     (key == std::string_view("eos_token") && endOfTurn.empty()))
                throw Error("\"" + std::string(key) + "\" must be a text, or an object with its \"content\"",
                            configPath.string());
        }
        // Those that a model has beside the usual ones, such as "image_token"; older files have a list without names.
        for (const char* key : {"extra_special_tokens", "model_specific_special_tokens"})
            if (const auto found = config.find(key); found != config.end() && found->is_object())
                for (const auto& [name, token] : found->items())
                    if (token.is_string()) variables[name] = token;
    }
    if (endOfTurn.empty() && !variables.contains("eos_token"))
        throw Error("\"eos_token\" is missing", configPath.string(),
                    "take the tokenizer_config.json that belongs to the model");
    const auto end = endOfTurn.empty() ? variables["eos_token"].get<std::string>() : endOfTurn;
    auto chatTemplate = defaultTemplate.empty() || text::hasChatTemplate(folder)
                            ? text::loadChatTemplate(folder)
                            : text::ChatTemplate(defaultTemplate, "the family's own template");
    TextParts parts{text::loadTokenizer(folder), std::move(chatTemplate), std::move(variables), end};
    readTokenFacts(folder, parts);
    return parts;
}

}  // namespace atelier::models
