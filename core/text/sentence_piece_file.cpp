#include "text/sentence_piece_file.h"

#include "common/error.h"
#include "common/file.h"
#include "text/unicode.h"

#include <bit>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

namespace atelier::text {
namespace {

// The fields of one protocol buffer message.
class Message {
public:
    Message(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

    struct Field {
        std::uint32_t number;
        std::uint64_t value;     // of a whole number, or the bits of a float
        std::string_view bytes;  // of a text or a message
    };
    /// No value at the end.
    std::optional<Field> next() {
        if (at_ == bytes_.size()) return std::nullopt;
        const std::uint64_t tag = varint();
        Field field{static_cast<std::uint32_t>(tag >> 3), 0, {}};
        switch (tag & 7) {
            case 0:
                field.value = varint();
                break;
            case 1:
                take(8);
                break;
            case 2:
                field.bytes = take(varint());
                break;
            case 5:
                for (int i = 0; const char byte : take(4))
                    field.value |= std::uint64_t(static_cast<unsigned char>(byte)) << (8 * i++);
                break;
            default:
                damaged();
        }
        return field;
    }
    [[noreturn]] void damaged() const {
        throw Error("is no SentencePiece model, or is damaged", where_, "fetch the tokenizer again");
    }

private:
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1)[0]);
            value |= std::uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        damaged();
    }
    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size() - at_) damaged();
        const auto part = bytes_.substr(at_, count);
        at_ += count;
        return part;
    }

    std::string_view bytes_;
    const std::string& where_;
    std::size_t at_ = 0;
};

SentencePieceFile::Piece readPiece(std::string_view bytes, const std::string& where) {
    SentencePieceFile::Piece piece;
    Message message(bytes, where);
    while (const auto field = message.next()) {
        if (field->number == 1) piece.text = field->bytes;
        if (field->number == 2) piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field->value));
        if (field->number == 3) {
            if (field->value < 1 || field->value > 6) message.damaged();
            piece.type = static_cast<SentencePieceFile::Type>(field->value);
        }
    }
    std::string storage;
    if (piece.text.empty() || !std::isfinite(piece.score) || validUtf8(piece.text, storage) != piece.text)
        message.damaged();
    return piece;
}

void readTraining(SentencePieceFile& file, std::string_view bytes) {
    Message message(bytes, file.path);
    while (const auto field = message.next()) {
        // A negative number has all 64 bits.
        const auto id = static_cast<std::int64_t>(field->value);
        switch (field->number) {
            case 3:
                if (field->value != 1 && field->value != 2)
                    throw Error(std::string("the algorithm ") +
                                    (field->value == 3   ? "WORD"
                                     : field->value == 4 ? "CHAR"
                                                         : "of this model") +
                                    " is not supported",
                                file.path, "UNIGRAM and BPE are");
                file.algorithm = static_cast<SentencePieceFile::Algorithm>(field->value);
                break;
            case 24:
                file.spaceAsSuffix = field->value != 0;
                break;
            case 35:
                file.byteFallback = field->value != 0;
                break;
            case 41:
                file.bos = id;
                break;
            case 42:
                file.eos = id;
                break;
            case 44:
                file.unknownSurface = field->bytes;
                if (std::string storage; validUtf8(file.unknownSurface, storage) != file.unknownSurface)
                    message.damaged();
                break;
            default:
                break;
        }
    }
}

void readNormalization(SentencePieceFile::Normalization& out, std::string_view bytes, const std::string& where) {
    Message message(bytes, where);
    while (const auto field = message.next()) {
        if (field->number == 2) out.charMap = field->bytes;
        if (field->number == 3) out.dummyPrefix = field->value != 0;
        if (field->number == 4) out.removeExtraSpaces = field->value != 0;
        if (field->number == 5) out.escapeSpaces = field->value != 0;
    }
}

}  // namespace

SentencePieceFile readSentencePiece(const std::filesystem::path& path) {
    const std::string bytes = readFile(path);
    SentencePieceFile file;
    file.path = path.string();
    Message message(bytes, file.path);
    std::optional<std::uint32_t> unknown;
    std::set<std::string> texts;
    while (const auto field = message.next()) {
        switch (field->number) {
            case 1: {
                auto piece = readPiece(field->bytes, file.path);
                if (!texts.insert(piece.text).second)
                    throw Error("the piece \"" + piece.text + "\" stands twice", file.path);
                if (piece.type == SentencePieceFile::Type::Unknown) unknown = std::uint32_t(file.pieces.size());
                file.pieces.push_back(std::move(piece));
                break;
            }
            case 2:
                readTraining(file, field->bytes);
                break;
            case 3:
                readNormalization(file.normalization, field->bytes, file.path);
                break;
            case 5:
                readNormalization(file.denormalization, field->bytes, file.path);
                break;
            default:
                break;
        }
    }
    if (file.pieces.empty()) message.damaged();
    if (!unknown) throw Error("has no piece for unknown text", file.path, "fetch the tokenizer again");
    file.unknown = *unknown;
    return file;
}

}  // namespace atelier::text
