#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace atelier::data {

/// The values of a JSON array, or values that follow each other, read from a stream one by one and not parsed.
class JsonValues {
public:
    explicit JsonValues(std::istream& stream) : stream_(stream) {}

    struct Value {
        std::string text;
        std::size_t line = 1, column = 1;  ///< where it begins
        bool whole = true;                 ///< false: the file ended inside it
    };
    /// False at the end.
    bool next(Value& value);
    /// Whether the values stand in an array; known after the first next().
    bool inArray() const { return inArray_; }
    /// After a value that is broken off: goes on at the first line in it that begins a row like the first one did.
    /// False where there is none.
    bool recover(const Value& broken);

private:
    int peek();
    int take();
    void skipBlanks();
    void takeStructure(Value& value);

    std::istream& stream_;
    std::string buffer_ = {};  ///< read from the stream and not taken yet, from `at_` on
    std::size_t at_ = 0;
    std::size_t line_ = 1, column_ = 1;
    std::size_t rowColumn_ = 0;  ///< of the first value that begins a line
    bool started_ = false, inArray_ = false, ended_ = false;
};

}  // namespace atelier::data
