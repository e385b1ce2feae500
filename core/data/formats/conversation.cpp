#include "data/formats/conversation.h"

#include "common/error.h"
#include "data/formats/grounding.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"

#include <algorithm>
#include <array>
#include <utility>

namespace atelier::data {
namespace {

struct RoleName {
    std::string_view name;
    Turn::Role role;
};
// As files of many tools have them, beside the names that the layout gives.
constexpr std::array kRoleNames{
    RoleName{"system", Turn::Role::System},       RoleName{"developer", Turn::Role::Developer},
    RoleName{"user", Turn::Role::User},           RoleName{"human", Turn::Role::User},
    RoleName{"assistant", Turn::Role::Assistant}, RoleName{"gpt", Turn::Role::Assistant},
    RoleName{"model", Turn::Role::Assistant},     RoleName{"bot", Turn::Role::Assistant},
    RoleName{"chatgpt", Turn::Role::Assistant},   RoleName{"tool", Turn::Role::Tool},
    RoleName{"observation", Turn::Role::Tool},    RoleName{"tool_response", Turn::Role::Tool},
    RoleName{"tool_result", Turn::Role::Tool},    RoleName{"ipython", Turn::Role::Tool},
    RoleName{"function", Turn::Role::Tool}};

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Turn::Role roleOf(const std::string& name, const Tags& tags) {
    if (name == tags.user) return Turn::Role::User;
    if (name == tags.observation) return Turn::Role::Tool;
    if (name == tags.assistant) return Turn::Role::Assistant;
    if (name == tags.system) return Turn::Role::System;
    for (const RoleName& known : kRoleNames)
        if (lowered(name) == known.name) return known.role;
    throw Error("unknown role \"" + name + "\"", {},
                "known: " + tags.user + ", " + tags.assistant + ", " + tags.system + "; other names go into \"tags\"");
}

bool isCall(const std::string& role, const Tags& tags) {
    return role == tags.function || role == "function_call" || role == "tool_call";
}

// {"name", "arguments": text or object}, also within "function".
ToolCall callOf(const Json& value) {
    if (!value.is_object()) throw Error("a tool call must be an object");
    const Row outer(value);
    const Json* inner = outer.find(std::string("function"));
    const Row call(inner && inner->is_object() ? *inner : value);
    ToolCall result{outer.text("id"), call.text("name"), "{}"};
    if (result.name.empty()) throw Error("a tool call without the tool's name");
    if (const Json* arguments = call.findAny({"arguments", "parameters"}))
        result.arguments = arguments->is_string() ? arguments->get<std::string>() : lineOf(*arguments);
    return result;
}

std::vector<ToolCall> callsOf(const Json& value) {
    std::vector<ToolCall> calls;
    if (!value.is_array()) return {callOf(value)};
    for (const Json& one : value)
        calls.push_back(callOf(one));
    return calls;
}

std::vector<ToolCall> callsOfText(const std::string& text) {
    if (!Json::accept(text)) throw Error("a tool call that is not JSON");
    return callsOf(parseJson(text, "tool call"));
}

// Nothing where the turn counts as its role says.
std::optional<double> lossWeightOf(const Row& message, Turn::Role role) {
    std::optional<double> weight;
    for (const char* key : {"weight", "loss", "train", "loss_scale", "mask"}) {
        const Json* value = message.find(std::string(key));
        if (!value) continue;
        auto number = numberOf(*value);
        if (!number)
            if (const auto truth = truthOf(*value)) number = *truth ? 1 : 0;
        if (!number || *number < 0)
            throw Error(std::string("\"") + key + "\" of a turn must be a number or true or false");
        if (std::string_view(key) == "mask") number = *number == 0 ? 1 : 0;
        weight = weight.value_or(1) * *number;
    }
    const double usual = role == Turn::Role::Assistant ? 1 : 0;
    return weight == usual ? std::nullopt : weight;
}

std::string contentOf(const Json& content, Sample& sample, const RowSource& source) {
    if (content.is_array()) return textOfParts(content, sample, source);
    if (content.is_object()) return textOfParts(Json::array({content}), sample, source);
    return textOf(content).value_or("");
}

Turn turnOf(const Row& message, const Tags& tags, Sample& sample, const RowSource& source) {
    const std::string role = message.text(tags.role);
    if (role.empty()) throw Error("a turn without a role", {}, "expected a key \"" + tags.role + "\"");
    const bool called = isCall(role, tags);
    Turn turn{called ? Turn::Role::Assistant : roleOf(role, tags), {}};
    const Json* content = message.find(tags.content);
    if (!content) content = message.findAny({"content", "value", "text"});
    TurnDetails details;
    if (const Json* calls = message.find(std::string("tool_calls"))) {
        if (!calls->is_string())
            details.calls = callsOf(*calls);
        else if (const auto& text = calls->get_ref<const std::string&>(); !text.empty())
            details.calls = callsOfText(text);
    }
    if (const Json* call = message.find(std::string("function_call"))) details.calls.push_back(callOf(*call));
    if (!content && details.calls.empty()) throw Error("a turn of " + role + " without \"" + tags.content + "\"");
    if (called)
        details.calls = content && content->is_string() ? callsOfText(content->get<std::string>())
                                                        : callsOf(content ? *content : Json());
    else if (content)
        turn.text = contentOf(*content, sample, source);
    if (!details.calls.empty() && turn.role != Turn::Role::Assistant) throw Error("a tool call in a turn of " + role);
    if (turn.role == Turn::Role::Tool) details.callId = message.text("tool_call_id");
    details.name = message.text("name");
    details.lossWeight = lossWeightOf(message, turn.role);
    keepRest(message, details.metadata, "messages[].", source);
    if (details != TurnDetails{}) turn.details = std::move(details);
    return turn;
}

// A file of one kind may hold rows with the keys of the other.
Tags tagsFor(const Json& message, const Tags& usual) {
    if (!message.is_object() || message.contains(usual.role)) return usual;
    if (message.contains("role")) return {"role", "content", "user", "assistant", "tool", "function_call", "system"};
    return message.contains("from") ? Tags{} : usual;
}

std::vector<Turn> turnsOf(const Json& messages, const Tags& tags, Sample& sample, const RowSource& source) {
    std::vector<Turn> turns;
    for (const Json& message : messages) {
        if (!message.is_object()) throw Error(std::string("a turn must be an object, not ") + message.type_name());
        turns.push_back(turnOf(Row(message), tagsFor(message, tags), sample, source));
    }
    return turns;
}

// An answer as a text, as one message, or as messages, perhaps with the prompt before it.
std::vector<Turn> answersOf(const Json& value, const Tags& tags, const RowSource& source) {
    Sample scratch;  // the pictures of the prompt come with the prompt
    if (value.is_array()) return turnsOf(value, tags, scratch, source);
    if (value.is_object()) return turnsOf(Json::array({value}), tags, scratch, source);
    if (auto text = textOf(value)) return {{Turn::Role::Assistant, std::move(*text)}};
    return {};
}

Turn* lastAnswer(Sample& sample) {
    return !sample.turns.empty() && sample.turns.back().role == Turn::Role::Assistant ? &sample.turns.back() : nullptr;
}

void readPreference(Sample& sample, const Row& row, const Layout& layout, const RowSource& source) {
    const auto any = [&](const std::optional<std::string>& column, std::initializer_list<const char*> others) {
        const Json* value = row.find(column);
        return value ? value : row.findAny(others);
    };
    const Json* chosen = any(layout.columns.chosen, {"preferred_output"});
    const Json* rejected =
        any(layout.columns.rejected, {"rejected_response", "rejected_messages", "non_preferred_output"});
    if (!chosen && !rejected) return;
    auto better = chosen ? answersOf(*chosen, layout.tags, source) : std::vector<Turn>();
    auto worse = rejected ? answersOf(*rejected, layout.tags, source) : std::vector<Turn>();
    // What both begin with is the prompt.
    const auto prompt = std::mismatch(better.begin(), better.end(), worse.begin(), worse.end()).first - better.begin();
    if (sample.turns.empty()) sample.turns.assign(better.begin(), better.begin() + prompt);
    better.erase(better.begin(), better.begin() + prompt);
    worse.erase(worse.begin(), worse.begin() + std::min(prompt, std::ssize(worse)));
    if (!chosen && worse.size() > 1 && lastAnswer(sample)) worse.erase(worse.begin(), worse.end() - 1);
    const auto oneAnswer = [](const std::vector<Turn>& turns) {
        return turns.size() == 1 && turns[0].role == Turn::Role::Assistant;
    };
    if ((chosen && !oneAnswer(better)) || (rejected && !oneAnswer(worse)))
        throw Error("preferred and rejected must differ in one answer", {}, "cut the conversation behind it");
    if (chosen) sample.turns.push_back(better[0]);
    if (!rejected) return;
    if (!lastAnswer(sample)) throw Error("a rejected answer without one that is better");
    lastAnswer(sample)->details.edit().rejected = worse[0].text;
}

void readFeedback(Sample& sample, const Row& row, const Layout& layout, const RowSource& source) {
    Turn* answer = lastAnswer(sample);
    if (!answer) return;
    const Json* tag = row.find(layout.columns.ktoTag);
    // A "label" beside an answer is feedback where it can be; a class's name or number stays metadata.
    if (!tag && layout.labelIsFeedback && row.has("label") && feedbackOf(row.json().at("label"))) {
        tag = row.find(std::string("label"));
        if (!tag->is_boolean()) source.report.leaveOut("key", "label", "read as yes/no feedback", source.where);
    }
    if (!tag) return;
    const auto liked = feedbackOf(*tag);
    if (!liked) throw Error("the feedback must be true or false, not " + printable(metadataText(*tag)));
    answer->details.edit().liked = *liked;
}

std::filesystem::path fileAt(std::string address, const RowSource& source) {
    constexpr std::string_view kFile = "file://";
    if (address.starts_with(kFile)) address.erase(0, kFile.size());
    return source.paths.resolve(address);
}

// Qwen-VL's first files name pictures within their texts: <img>file.jpg</img>.
void takeImageTags(Sample& sample, const RowSource& source) {
    constexpr std::string_view kOpen = "<img>", kClose = "</img>";
    if (!sample.media.empty()) return;
    for (Turn& turn : sample.turns)
        for (auto at = turn.text.find(kOpen); at != std::string::npos; at = turn.text.find(kOpen, at + 1)) {
            const auto begin = at + kOpen.size(), end = turn.text.find(kClose, begin);
            if (end == std::string::npos) break;
            const std::string name = turn.text.substr(begin, end - begin);
            if (!isImageFile(name)) continue;
            sample.media.push_back({Media::Kind::Image, fileAt(name, source)});
            turn.text.replace(at, end + kClose.size() - at, kImageMark);
        }
}

// Several people's answers: texts, or VQA's {"answer": ...}.
void readReferences(Sample& sample, const Row& row) {
    Turn* answer = lastAnswer(sample);
    if (!answer) return;
    for (const char* key : {"references", "answers"}) {
        if (!row.has(key) || !row.json().at(key).is_array()) continue;
        const Json& list = *row.find(std::string(key));
        for (const Json& one : list) {
            const Json* value = one.is_object() && one.contains("answer") ? &one.at("answer") : &one;
            const auto text = textOf(*value);
            if (!text) throw Error(std::string("\"") + key + "\" must be a list of texts");
            answer->details.edit().references.push_back(*text);
        }
    }
}

std::string toolsOf(const Json& value) {
    if (value.empty() || (value.is_string() && value.get_ref<const std::string&>().empty())) return {};
    if (value.is_array()) return lineOf(value);
    if (value.is_string() && Json::accept(value.get_ref<const std::string&>()))
        if (const Json parsed = parseJson(value.get<std::string>(), "tools"); parsed.is_array())
            return parsed.empty() ? std::string() : lineOf(parsed);
    throw Error("the tools must be a list");
}

// Plain files name columns and roles in several ways; the row tells which.
Layout guessLayout(const Row& row) {
    Layout layout;
    for (const char* name : {"messages", "conversation", "conversations", "prompt"})
        if (row.has(name) && row.json().at(name).is_array()) layout.columns.messages = name;
    for (const char* name : {"image", "images"})
        if (row.has(name)) layout.columns.images = name;
    for (const char* name : {"video", "videos"})
        if (row.has(name)) layout.columns.videos = name;
    return layout;
}

// Question and answer in plain columns, as ms-swift's old files and TRL's have them.
std::optional<Layout> pairLayout(const Row& row, Layout layout) {
    struct Pair {
        const char *prompt, *response;
    };
    for (const Pair& pair : {Pair{"query", "response"},
                             {"prompt", "completion"},
                             {"prompt", "chosen"},
                             {"question", "chosen"},
                             {"query", "chosen"},
                             {"instruction", "chosen"},
                             {"input", "chosen"}}) {
        if (!row.has(pair.prompt) || !row.json().at(pair.prompt).is_string() || !row.has(pair.response)) continue;
        layout.columns.prompt = pair.prompt;
        // Alpaca's input goes on with the instruction.
        if (std::string_view(pair.prompt) != "instruction") layout.columns.query = std::nullopt;
        layout.columns.response =
            std::string_view(pair.response) == "chosen" ? std::nullopt : std::optional<std::string>(pair.response);
        return layout;
    }
    return {};
}

// Parts of a content that are a medium: {"type": "image", "image": ...} and others like it.
struct MediaPart {
    const char* type;
    Media::Kind kind;
    bool isAddress;  ///< the file must stand here, as an address; else it may stand in the row's own column
};
constexpr std::array kMediaParts{
    MediaPart{"image_url", Media::Kind::Image, true}, MediaPart{"input_image", Media::Kind::Image, true},
    MediaPart{"video_url", Media::Kind::Video, true}, MediaPart{"image", Media::Kind::Image, false},
    MediaPart{"video", Media::Kind::Video, false}};

// The address is a text or stands in an object under "url".
std::string addressOf(const Json& value, const RowSource& source, const std::string& name) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_object()) throw Error("\"" + name + "\" must be an address");
    const Row inner(value);
    const std::string url = inner.text("url");
    reportRest(inner, "messages[].content[]." + name + ".", source);
    return url;
}

}  // namespace

std::string textOfParts(const Json& parts, Sample& sample, const RowSource& source) {
    std::string text;
    for (const Json& value : parts) {
        if (value.is_string()) {
            text += value.get<std::string>();
            continue;
        }
        const Row part(value);
        std::string type = part.text("type");
        if (type.empty())
            for (const char* key : {"text", "image_url", "image", "video"})
                if (type.empty() && part.has(key)) type = key;
        if (type == "text" || type == "input_text" || type == "output_text") {
            text += part.text("text");
            reportRest(part, "messages[].content[].", source);
            continue;
        }
        const auto known = std::find_if(kMediaParts.begin(), kMediaParts.end(),
                                        [&](const MediaPart& one) { return type == one.type; });
        if (known == kMediaParts.end())
            throw Error("a part of type \"" + type + "\" is not supported", {},
                        "known: text, image, image_url, input_image, input_text, output_text, video, video_url");
        const bool image = known->kind == Media::Kind::Image;
        const Json* file = image ? part.findAny({"image_url", "image", "url", "path"})
                                 : part.findAny({"video_url", "video", "url", "path"});
        if (file && known->isAddress)
            sample.media.push_back({known->kind, fileAt(addressOf(*file, source, type), source)});
        else if (file)
            sample.media.push_back({known->kind, mediaFile(*file, source.paths)});
        else if (known->isAddress)
            throw Error("a part of type \"" + type + "\" that names no file");
        text += image ? kImageMark : kVideoMark;
        reportRest(part, "messages[].content[].", source);
    }
    return text;
}

void readJudgements(Sample& sample, const Row& row, const Layout& layout, const RowSource& source) {
    readPreference(sample, row, layout, source);
    readFeedback(sample, row, layout, source);
    readReferences(sample, row);
}

void finishChat(Sample& sample, const Row& row, const Layout& layout, const RowSource& source) {
    readJudgements(sample, row, layout, source);
    addMedia(sample, row, layout.columns, source.paths);
    takeImageTags(sample, source);
    normalizeMarks(sample);
    if (const Json* objects = row.find(std::string("objects"))) ground(sample, *objects);
    requireNoGroundingMarks(sample);
    if (row.has("id") && !row.json().at("id").is_structured()) row.find(std::string("id"));
    keepRest(row, sample.metadata, "", source);
    requireValid(sample, "");
}

// Conversations as JSON within a text, as tables keep them.
std::optional<Json> withParsedChats(const Json& row) {
    std::optional<Json> parsed;
    for (const char* name : {"messages", "conversation", "conversations", "chosen", "rejected"}) {
        const auto value = row.find(name);
        if (value == row.end() || !value->is_string()) continue;
        const std::string& text = value->get_ref<const std::string&>();
        if (!text.starts_with('[') || !Json::accept(text)) continue;
        Json list = parseJson(text, name);
        if (list.empty() || !list.front().is_object() ||
            !(list.front().contains("role") || list.front().contains("from")))
            continue;
        if (!parsed) parsed = row;
        (*parsed)[name] = std::move(list);
    }
    return parsed;
}

Sample fromChat(const Row& row, const RowSource& source) {
    if (const auto parsed = withParsedChats(row.json())) return fromChat(Row(*parsed), source);
    const Layout layout = guessLayout(row);
    if (!row.find(layout.columns.messages))
        if (const auto pair = pairLayout(row, layout)) return fromAlpaca(row, *pair, source);
    return fromChat(row, layout, source);
}

Sample fromChat(const Row& row, const Layout& layout, const RowSource& source) {
    Sample sample;
    const Json* messages = row.find(layout.columns.messages);
    const Json* tools = row.find(layout.columns.tools);
    // OpenAI's rows for preferences have both in "input".
    if (!messages && row.has("input") && row.json().at("input").is_object()) {
        const Row input(*row.find(std::string("input")));
        messages = input.find(std::string("messages"));
        if (!tools) tools = input.find(std::string("tools"));
        reportRest(input, "input.", source);
    }
    if (!tools) tools = row.find(std::string("functions"));
    if (tools) sample.tools = toolsOf(*tools);
    const bool prompted = row.has("chosen") || (layout.columns.chosen && row.has(*layout.columns.chosen));
    if (!messages && !prompted)
        throw Error("no conversation in column \"" + layout.columns.messages.value_or("messages") + "\"");
    if (messages && (!messages->is_array() || messages->empty()))
        throw Error("the conversation in column \"" + layout.columns.messages.value_or("messages") + "\" is empty");
    if (messages) sample.turns = turnsOf(*messages, layout.tags, sample, source);
    // A system turn in the conversation takes precedence over the column.
    if (std::string system = layout.columns.system ? row.text(*layout.columns.system) : "";
        !system.empty() && (sample.turns.empty() || sample.turns.front().role != Turn::Role::System))
        sample.turns.insert(sample.turns.begin(), {Turn::Role::System, std::move(system)});
    if (const Json* completion = row.findAny({"completion"}))
        for (Turn& turn : answersOf(*completion, layout.tags, source))
            sample.turns.push_back(std::move(turn));
    finishChat(sample, row, layout, source);
    return sample;
}

Json toolCallsOf(const std::vector<ToolCall>& calls) {
    Json list = Json::array();
    for (const ToolCall& call : calls) {
        Json one{{"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}};
        if (!call.id.empty()) one["id"] = call.id;
        list.push_back(std::move(one));
    }
    return list;
}

Json conversationOf(const Sample& sample, const Tags& tags) {
    Json turns = Json::array();
    for (std::size_t i = 0; i < sample.turns.size(); ++i) {
        const Turn& turn = sample.turns[i];
        if (i == 0 && turn.role == Turn::Role::System) continue;
        std::string role = turn.role == Turn::Role::User        ? tags.user
                           : turn.role == Turn::Role::Assistant ? tags.assistant
                           : turn.role == Turn::Role::Tool      ? tags.observation
                                                                : tags.system;
        Json message{{tags.role, role}, {tags.content, turn.text}};
        if (!turn.details->calls.empty()) {
            Json calls = Json::array();
            for (const ToolCall& call : turn.details->calls)
                calls.push_back(
                    {{"name", call.name},
                     {"arguments", Json::accept(call.arguments) ? Json::parse(call.arguments) : Json(call.arguments)}});
            message = {{tags.role, tags.function}, {tags.content, lineOf(calls.size() == 1 ? calls[0] : calls)}};
        }
        if (const auto& weight = turn.details->lossWeight) {
            const bool plain = *weight == 0 || *weight == 1;
            message[plain ? "loss" : "loss_scale"] = plain ? Json(*weight == 1) : Json(*weight);
        }
        if (!turn.details->name.empty()) message["name"] = turn.details->name;
        putRest(turn.details->metadata, message);
        turns.push_back(std::move(message));
    }
    return turns;
}

void putRest(Json& row, const Sample& sample) {
    if (!sample.turns.empty()) {
        const TurnDetails& last = *sample.turns.back().details;
        if (!last.references.empty()) row["references"] = last.references;
        if (last.liked) row["kto_tag"] = *last.liked;
        if (last.rejected) row["rejected"] = *last.rejected;
    }
    for (const auto& [key, value] : sample.metadata)
        if (!row.contains(key)) row[key] = Json::parse(value);
}

void keepDetailsOfLastAnswer(Sample& sample, const Lost& lost) {
    for (std::size_t i = 0; i + 1 < sample.turns.size(); ++i) {
        if (sample.turns[i].details.isDefault()) continue;
        TurnDetails details = *sample.turns[i].details;
        if (!details.references.empty()) lost("further right answers of earlier turns");
        if (details.rejected) lost("rejected answers of earlier turns");
        if (details.liked) lost("yes/no feedback of earlier turns");
        details.references.clear();
        details.rejected.reset();
        details.liked.reset();
        sample.turns[i].details = std::move(details);
    }
}

void keepCallsAlone(Sample& sample, const Lost& lost) {
    for (std::size_t i = 0; i < sample.turns.size(); ++i) {
        if (sample.turns[i].details.isDefault()) continue;
        TurnDetails details = *sample.turns[i].details;
        if (!details.callId.empty() || (sample.turns[i].role == Turn::Role::Tool && !details.name.empty()))
            lost("names and ids of tool results");
        details.callId.clear();
        details.name.clear();
        for (ToolCall& call : details.calls) {
            if (!call.id.empty()) lost("ids of tool calls");
            call.id.clear();
        }
        const bool split = !details.calls.empty() && !sample.turns[i].text.empty();
        sample.turns[i].details = std::move(details);
        if (!split) continue;
        lost("words beside a tool call (they become a turn of their own)");
        Turn words{Turn::Role::Assistant, std::exchange(sample.turns[i].text, {})};
        words.details.edit().lossWeight = sample.turns[i].details->lossWeight;
        sample.turns.insert(sample.turns.begin() + static_cast<std::ptrdiff_t>(i), std::move(words));
        for (Region& region : sample.regions)
            for (Span& span : region.spans)
                span.turn += span.turn > static_cast<int>(i);
        ++i;
    }
}

}  // namespace atelier::data
