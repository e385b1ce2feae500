#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace atelier {

/// The one exception type for what can go wrong outside the code: what happened, where, and what to do about it.
/// A violated invariant (a bug) throws std::logic_error instead.
class Error : public std::runtime_error {
public:
    enum class Kind {
        User,         ///< a file, an option or a request that the user can mend; the command line exits with 2
        Failure,      ///< disk full, I/O error, out of memory; the command line exits with 1
        Interrupted,  ///< stopped on request, state saved; the command line exits with 130
    };

    /// `where` names file, line, key or tensor; `hint` says what to do. Either may be empty.
    explicit Error(std::string what, std::string where = {}, std::string hint = {}, Kind kind = Kind::User);

    static Error failure(std::string what, std::string where = {}, std::string hint = {}) {
        return Error(std::move(what), std::move(where), std::move(hint), Kind::Failure);
    }
    static Error interrupted(std::string what, std::string where = {}, std::string hint = {}) {
        return Error(std::move(what), std::move(where), std::move(hint), Kind::Interrupted);
    }

    Kind kind() const { return kind_; }
    const std::string& message() const { return message_; }
    const std::string& where() const { return where_; }
    const std::string& hint() const { return hint_; }

private:
    Kind kind_;
    std::string message_, where_, hint_;
};

}  // namespace atelier
