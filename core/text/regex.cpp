#include "text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include "common/error.h"

#include <pcre2.h>

namespace atelier::text {
namespace {

struct CodeDeleter {
    void operator()(pcre2_code* p) const { pcre2_code_free(p); }
};
struct CompileContextDeleter {
    void operator()(pcre2_compile_context* p) const { pcre2_compile_context_free(p); }
};

// Scratch space of one thread. The pattern reports only the whole match, so one pair is enough for every pattern.
struct Scratch {
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 16 * 1024 * 1024, nullptr);

    Scratch() { pcre2_jit_stack_assign(context, nullptr, stack); }
    ~Scratch() {
        pcre2_jit_stack_free(stack);
        pcre2_match_context_free(context);
        pcre2_match_data_free(data);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
};

std::string messageOf(int code) {
    unsigned char text[256] = {};
    pcre2_get_error_message(code, text, sizeof text);
    return reinterpret_cast<const char*>(text);
}

}  // namespace

struct Regex::Impl {
    std::unique_ptr<pcre2_code, CodeDeleter> code;
    std::string where;
};

namespace {

std::unique_ptr<pcre2_code, CodeDeleter> compile(std::string_view pattern, uint32_t options, const std::string& where) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    const std::unique_ptr<pcre2_compile_context, CompileContextDeleter> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    std::unique_ptr<pcre2_code, CodeDeleter> code(pcre2_compile(
        reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error, &offset, context.get()));
    if (!code) throw Error("the regular expression does not compile: " + messageOf(error), where);
    // Without JIT on this machine the interpreter does the same, slower.
    if (const int rc = pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE); rc < 0 && rc != PCRE2_ERROR_JIT_BADOPTION)
        throw Error("the regular expression does not compile: " + messageOf(rc), where);
    return code;
}

}  // namespace

Regex::Regex(std::string_view pattern, const std::string& where)
    : impl_(new Impl{compile(toPcre(pattern, where), PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, where), where}) {}
Regex::Regex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Regex Regex::literal(std::string_view text, const std::string& where) {
    return Regex(std::unique_ptr<Impl>(new Impl{compile(text, PCRE2_UTF | PCRE2_LITERAL, where), where}));
}
Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

std::vector<Regex::Match> Regex::findAll(std::string_view text) const {
    thread_local Scratch scratch;
    std::vector<Match> matches;
    std::size_t from = 0, lastEnd = 0;
    bool any = false;
    while (from <= text.size()) {
        const int rc = pcre2_match(impl_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from,
                                   PCRE2_NO_UTF_CHECK, scratch.data, scratch.context);
        if (rc == PCRE2_ERROR_NOMATCH) break;
        if (rc < 0) throw Error("the regular expression gave up: " + messageOf(rc), impl_->where);
        const PCRE2_SIZE* pair = pcre2_get_ovector_pointer(scratch.data);
        const std::size_t begin = pair[0], end = pair[1];
        const bool empty = begin == end;
        if (!(empty && any && begin == lastEnd)) {
            matches.emplace_back(begin, end);
            any = true;
            lastEnd = end;
        }
        from = end;
        if (empty) {
            do
                ++from;
            while (from < text.size() && (text[from] & 0xC0) == 0x80);
        }
    }
    return matches;
}

}  // namespace atelier::text
