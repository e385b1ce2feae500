#include "text/vocabulary_files.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "text/sentence_piece_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace atelier::text {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kMaxId = 1U << 24;
constexpr const char *kJson = "tokenizer.json", *kConfig = "tokenizer_config.json";
constexpr const char* kRest =
    "or put a tokenizer.json there: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)";

Json optionalJson(const fs::path& path) {
    if (!pathExists(path)) return Json::object();
    Json json = readJson(path);
    if (!json.is_object()) throw Error("expected a JSON object", path.string());
    return json;
}

// tokenizer_config.json and what older folders keep beside it.
class Config {
public:
    explicit Config(const fs::path& folder)
        : where_((folder / kConfig).string()), json_(optionalJson(folder / kConfig)) {
        if (json_.contains("added_tokens_decoder")) return;
        const Json special = optionalJson(folder / "special_tokens_map.json");
        for (const auto& [key, value] : special.items())
            if (!json_.contains(key)) json_[key] = value;
        older_ = optionalJson(folder / "added_tokens.json");
    }

    const std::string& where() const { return where_; }
    bool flag(const char* key, bool fallback) const { return jsonAt<bool>(json_, key, where_, fallback); }
    std::string text(const char* key, const char* fallback) const {
        return jsonAt<std::string>(json_, key, where_, std::string(fallback));
    }
    /// The special token under `key`; empty where it is null.
    std::string token(const std::string& key, const char* fallback) const {
        const auto found = json_.find(key);
        if (found == json_.end()) return fallback;
        return found->is_null() ? std::string() : contentOf(*found);
    }

    /// `added_tokens` of a tokenizer.json. `names`: the class's special tokens and what they are by default.
    Json addedTokens(const Vocabulary& vocabulary, const std::map<std::string, const char*>& names) const {
        std::vector<std::pair<std::uint64_t, Json>> tokens;
        std::set<std::string> known;
        std::uint64_t next = vocabulary.end();
        const auto add = [&](std::uint64_t id, Json token) {
            if (!known.insert(token["content"].get<std::string>()).second) return;
            token["id"] = id;
            tokens.emplace_back(id, std::move(token));
            next = std::max(next, id + 1);
        };
        std::vector<std::pair<std::string, Json>> special;
        const auto note = [&](const Json& value) {
            if (!value.is_null()) special.emplace_back(contentOf(value), value);
        };
        for (const char* key :
             {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"}) {
            const auto fallback = names.find(key);
            if (json_.contains(key))
                note(json_.at(key));
            else if (fallback != names.end())
                note(Json(fallback->second));
        }
        for (const char* key : {"additional_special_tokens", "extra_special_tokens"})
            if (const auto list = json_.find(key); list != json_.end())
                for (const Json& value : *list)
                    note(value);

        if (const auto decoder = json_.find("added_tokens_decoder"); decoder != json_.end()) {
            if (!decoder->is_object()) throw Error("\"added_tokens_decoder\" must be an object", where_);
            for (const auto& [id, token] : decoder->items())
                add(number(id), flagged(token, false));
        }
        for (const auto& [content, id] : older_.items()) {
            if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMaxId)
                throw Error("the id of the added token \"" + content + "\" is no id", where_);
            const bool isSpecial = std::any_of(special.begin(), special.end(),
                                               [&, &text = content](const auto& one) { return one.first == text; });
            add(id.get<std::uint64_t>(), plain(content, isSpecial));
        }
        // Special tokens that stand nowhere get the next ids.
        for (const auto& [content, value] : special) {
            const auto id = vocabulary.find(content);
            add(id ? *id : next, value.is_object() ? flagged(value, true) : plain(content, true));
        }
        std::sort(tokens.begin(), tokens.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        Json list = Json::array();
        for (auto& [_, token] : tokens)
            list.push_back(std::move(token));
        return list;
    }

private:
    static Json plain(const std::string& content, bool special) {
        return {{"content", content}, {"single_word", false},   {"lstrip", false},
                {"rstrip", false},    {"normalized", !special}, {"special", special}};
    }
    Json flagged(const Json& token, bool special) const {
        if (!token.is_object()) return plain(contentOf(token), special);
        const auto at = [&](const char* key, bool fallback) { return jsonAt<bool>(token, key, where_, fallback); };
        const bool isSpecial = at("special", special);
        return {{"content", contentOf(token)},
                {"single_word", at("single_word", false)},
                {"lstrip", at("lstrip", false)},
                {"rstrip", at("rstrip", false)},
                {"normalized", at("normalized", !isSpecial)},
                {"special", isSpecial}};
    }
    std::string contentOf(const Json& token) const {
        if (token.is_string()) return token.get<std::string>();
        if (!token.is_object()) throw Error("a special token is neither a text nor an object", where_);
        return jsonAt<std::string>(token, "content", where_);
    }
    std::uint64_t number(const std::string& text) const {
        if (text.empty() || text.size() > 9 ||
            !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
            throw Error("\"added_tokens_decoder\" has the id \"" + text + "\"", where_, "ids are whole numbers");
        return std::stoull(text);
    }

    std::string where_;
    Json json_, older_ = Json::object();
};

// The parts of a tokenizer.json, from what a class says.
Json part(const char* text) {
    return parseJson(text, "tokenizer");
}

void readVocabulary(TokenizerFile& file, const fs::path& path) {
    const Json tokens = readJson(path);
    if (!tokens.is_object()) throw Error("expected an object of tokens and their ids", path.string());
    for (const auto& [token, id] : tokens.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMaxId)
            throw Error("the id of the token \"" + token + "\" is no id", path.string());
        file.vocabulary.add(token, id.get<std::uint32_t>());
    }
    file.hasVocabulary = true;
}

void readMerges(TokenizerFile& file, const fs::path& path) {
    if (!pathExists(path))
        throw Error("merges.txt is missing", path.parent_path().string(),
                    "vocab.json needs it; fetch the tokenizer again");
    std::istringstream lines(readFile(path));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        if (line.empty() || line.starts_with("#version")) continue;
        const auto blank = line.find(' ');
        if (blank == std::string::npos || blank == 0 || blank + 1 == line.size() ||
            line.find(' ', blank + 1) != std::string::npos)
            throw Error("\"" + line + "\" is no pair of tokens", path.string() + ":" + std::to_string(number));
        file.merges.emplace_back(line.substr(0, blank), line.substr(blank + 1));
    }
    file.hasMerges = true;
}

// The post-processor that puts BOS and EOS around a text where the config says so.
Json around(const Config& config, const Vocabulary& vocabulary, const Json& added, const std::string& bos,
            const std::string& eos) {
    Json single = Json::array(), tokens = Json::object();
    const auto put = [&](const std::string& token) {
        std::optional<std::uint64_t> id;
        if (const auto known = vocabulary.find(token)) id = *known;
        for (const Json& one : added)
            if (one.at("content") == token) id = one.at("id").get<std::uint64_t>();
        if (!id) throw Error("the special token \"" + token + "\" has no id", config.where());
        single.push_back({{"SpecialToken", {{"id", token}, {"type_id", 0}}}});
        tokens[token] = {{"id", token}, {"ids", Json::array({*id})}, {"tokens", Json::array({token})}};
    };
    if (!bos.empty()) put(bos);
    single.push_back({{"Sequence", {{"id", "A"}, {"type_id", 0}}}});
    if (!eos.empty()) put(eos);
    return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", single}, {"special_tokens", tokens}};
}
Json aroundAsked(const Config& config, const TokenizerFile& file, const std::string& bos, const std::string& eos) {
    return around(config, file.vocabulary, file.parts["added_tokens"], config.flag("add_bos_token", false) ? bos : "",
                  config.flag("add_eos_token", false) ? eos : "");
}

constexpr const char* kEndOfText = "<|endoftext|>";

void makeGpt2(TokenizerFile& file, const Config& config) {
    const bool prefix = config.flag("add_prefix_space", false);
    file.parts["model"] = {{"type", "BPE"}};
    file.parts["pre_tokenizer"] = {{"type", "ByteLevel"}, {"add_prefix_space", prefix}, {"use_regex", true}};
    file.parts["decoder"] = part(R"({"type": "ByteLevel"})");
    file.parts["added_tokens"] = config.addedTokens(
        file.vocabulary, {{"unk_token", kEndOfText}, {"bos_token", kEndOfText}, {"eos_token", kEndOfText}});
    file.parts["post_processor"] =
        aroundAsked(config, file, config.token("bos_token", kEndOfText), config.token("eos_token", kEndOfText));
}

void makeQwen2(TokenizerFile& file, const Config& config) {
    file.parts = part(R"({"model": {"type": "BPE"}, "normalizer": {"type": "NFC"}, "decoder": {"type": "ByteLevel"},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "behavior": "Isolated", "invert": false, "pattern": {"Regex":
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}},
            {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}})");
    file.parts["pre_tokenizer"]["pretokenizers"][1]["add_prefix_space"] = config.flag("add_prefix_space", false);
    file.parts["added_tokens"] = config.addedTokens(
        file.vocabulary, {{"unk_token", kEndOfText}, {"eos_token", kEndOfText}, {"pad_token", kEndOfText}});
    file.parts["post_processor"] =
        aroundAsked(config, file, config.token("bos_token", ""), config.token("eos_token", kEndOfText));
}

void makeClip(TokenizerFile& file, const Config& config) {
    const std::string bos = config.token("bos_token", "<|startoftext|>"), eos = config.token("eos_token", kEndOfText);
    // The decoder joins words as transformers' own decode() does.
    file.parts = part(R"({"model": {"type": "BPE", "end_of_word_suffix": "</w>"},
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"},
            {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "behavior": "Removed", "invert": true, "pattern": {"Regex":
                "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}},
            {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
        "decoder": {"type": "Sequence", "decoders": [{"type": "ByteLevel"},
            {"type": "Replace", "pattern": {"String": "</w>"}, "content": " "},
            {"type": "Strip", "content": " ", "start": 1000000000, "stop": 1000000000}]}})");
    file.parts["model"]["unk_token"] = config.token("unk_token", kEndOfText);
    file.parts["added_tokens"] = config.addedTokens(file.vocabulary, {{"unk_token", kEndOfText},
                                                                      {"bos_token", "<|startoftext|>"},
                                                                      {"eos_token", kEndOfText},
                                                                      {"pad_token", kEndOfText}});
    file.parts["post_processor"] = around(config, file.vocabulary, file.parts["added_tokens"], bos, eos);
}

void makeBert(TokenizerFile& file, const Config& config) {
    file.parts =
        part(R"({"model": {"type": "WordPiece", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100},
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "strip_accents": null},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true}})");
    const bool lower = config.flag("do_lower_case", true);
    file.parts["model"]["unk_token"] = config.token("unk_token", "[UNK]");
    file.parts["normalizer"]["lowercase"] = lower;
    file.parts["normalizer"]["handle_chinese_chars"] = config.flag("tokenize_chinese_chars", true);
    file.parts["normalizer"]["strip_accents"] = config.flag("strip_accents", lower);
    file.parts["added_tokens"] = config.addedTokens(file.vocabulary, {{"unk_token", "[UNK]"},
                                                                      {"sep_token", "[SEP]"},
                                                                      {"pad_token", "[PAD]"},
                                                                      {"cls_token", "[CLS]"},
                                                                      {"mask_token", "[MASK]"}});
    file.parts["post_processor"] = around(config, file.vocabulary, file.parts["added_tokens"],
                                          config.token("cls_token", "[CLS]"), config.token("sep_token", "[SEP]"));
}

// The merges that a SentencePiece model implies, in transformers' order: each cut of a piece into two others, by the
// piece's id and then the shortest beginning first.
void impliedMerges(TokenizerFile& file, const SentencePieceFile& model) {
    for (const auto& piece : model.pieces) {
        const std::string_view text = piece.text;
        for (std::size_t at = 1; at < text.size(); ++at) {
            if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
            const std::string_view left = text.substr(0, at), right = text.substr(at);
            if (file.vocabulary.find(left) && file.vocabulary.find(right)) file.merges.emplace_back(left, right);
        }
    }
    file.hasMerges = true;
}

void makeLlama(TokenizerFile& file, const Config& config) {
    const SentencePieceFile model = readSentencePiece(file.path);
    if (model.algorithm != SentencePieceFile::Algorithm::Bpe)
        throw Error("is a unigram model, which Llama's tokenizer does not have", file.path, kRest);
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id)
        file.vocabulary.add(model.pieces[id].text, id);
    file.hasVocabulary = true;
    impliedMerges(file, model);
    const bool prefix = config.flag("add_prefix_space", true), older = config.flag("legacy", false);
    file.parts = part(R"({"model": {"type": "BPE", "fuse_unk": true, "byte_fallback": true},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "split": false},
        "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
            {"type": "ByteFallback"}, {"type": "Fuse"}]}})");
    file.parts["pre_tokenizer"]["prepend_scheme"] = !prefix ? "never" : older ? "always" : "first";
    if (prefix)
        file.parts["decoder"]["decoders"].push_back(
            part(R"({"type": "Strip", "content": " ", "start": 1, "stop": 0})"));
    file.parts["added_tokens"] =
        config.addedTokens(file.vocabulary, {{"unk_token", "<unk>"}, {"bos_token", "<s>"}, {"eos_token", "</s>"}});
    file.parts["post_processor"] =
        aroundAsked(config, file, config.token("bos_token", "<s>"), config.token("eos_token", "</s>"));
}

struct Maker {
    const char* file;  // by its ending
    void (*make)(TokenizerFile&, const Config&);
};
const std::map<std::string, Maker>& makers() {
    static const std::map<std::string, Maker> all = {{"GPT2Tokenizer", {".json", makeGpt2}},
                                                     {"Qwen2Tokenizer", {".json", makeQwen2}},
                                                     {"CLIPTokenizer", {".json", makeClip}},
                                                     {"BertTokenizer", {".txt", makeBert}},
                                                     {"LlamaTokenizer", {".model", makeLlama}}};
    return all;
}

// Where the config names no class, the file says it: only CLIP marks the ends of words.
std::string classOf(const Config& config, const TokenizerFile& file, const std::string& ending) {
    std::string name = config.text("tokenizer_class", "");
    if (name.ends_with("Fast")) name.resize(name.size() - 4);
    if (!name.empty()) return name;
    if (ending == ".model") return "LlamaTokenizer";
    if (ending == ".txt") return "BertTokenizer";
    return file.vocabulary.find("a</w>") ? "CLIPTokenizer" : "GPT2Tokenizer";
}

}  // namespace

std::optional<fs::path> tokenizerFileOf(const fs::path& folder) {
    for (const char* name :
         {kJson, "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.json", "vocab.txt"})
        if (pathExists(folder / name)) return folder / name;
    return std::nullopt;
}

TokenizerFile readVocabularyFiles(const fs::path& path) {
    const Config config(path.parent_path());
    const std::string ending = path.extension().string();
    TokenizerFile file;
    file.path = path.string();
    if (ending == ".json") {
        readVocabulary(file, path);
        readMerges(file, path.parent_path() / "merges.txt");
    } else if (ending == ".txt") {
        std::istringstream lines(readFile(path));
        std::uint32_t id = 0;
        for (std::string line; std::getline(lines, line); ++id) {
            if (line.ends_with('\r')) line.pop_back();
            if (!file.vocabulary.add(line, id))
                throw Error("the token \"" + line + "\" stands twice", file.path + ":" + std::to_string(id + 1));
        }
        file.hasVocabulary = true;
    }
    const std::string name = classOf(config, file, ending);
    const auto maker = makers().find(name);
    if (maker == makers().end() || maker->second.file != ending) {
        std::string known;
        for (const auto& [one, _] : makers())
            known += (known.empty() ? "" : ", ") + one;
        throw Error("the tokenizer class \"" + name + "\" is not known without a tokenizer.json", config.where(),
                    "known: " + known + "; " + kRest);
    }
    maker->second.make(file, config);
    return file;
}

}  // namespace atelier::text
