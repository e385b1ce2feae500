#include "data/augmentation/written_boxes.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace atelier::data {
namespace {

constexpr std::string_view kBoxStart = "<|box_start|>", kBoxEnd = "<|box_end|>";
// Marks of models that write places in ways that are not rewritten.
constexpr std::array<std::string_view, 8> kForeignMarks{"<box>", "<bbox", "<point",         "<quad>",
                                                        "<poly", "<seg",  "<|quad_start|>", "<|object_point|>"};
constexpr std::string_view kBin = "<loc";  // "<loc0123>"
constexpr int kBinDigits = 4, kBins = 1024;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

const std::vector<std::pair<std::string, BoxUnit>>& namedUnits() {
    static const std::vector<std::pair<std::string, BoxUnit>> all{
        {"qwen2_vl", BoxUnit::Thousandths},
        {"pixels", BoxUnit::Pixels},
        {"normalized", BoxUnit::Shares},
        {"paligemma", BoxUnit::Bins},
    };
    return all;
}

struct Number {
    std::size_t begin = 0, end = 0;
    double value = 0;
    int decimals = 0;
};

// A bracketed group of numbers at `at`: "(1, 2)", "[1, 2, 3, 4]". Nothing where it holds anything else.
std::optional<std::vector<Number>> numbersAt(std::string_view text, std::size_t& at) {
    const char open = text[at], close = open == '(' ? ')' : ']';
    if (open != '(' && open != '[') return {};
    std::vector<Number> numbers;
    std::size_t i = at + 1;
    const auto skipSpace = [&] {
        while (i < text.size() && text[i] == ' ')
            ++i;
    };
    for (;;) {
        skipSpace();
        Number number;
        number.begin = i;
        if (i < text.size() && text[i] == '-') ++i;
        const std::size_t digits = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        if (i == digits) return {};
        if (i + 1 < text.size() && text[i] == '.' && isDigit(text[i + 1])) {
            const std::size_t point = i++;
            while (i < text.size() && isDigit(text[i]))
                ++i;
            number.decimals = static_cast<int>(i - point - 1);
        }
        number.end = i;
        number.value = std::strtod(std::string(text.substr(number.begin, i - number.begin)).c_str(), nullptr);
        numbers.push_back(number);
        skipSpace();
        if (i < text.size() && text[i] == close) break;
        if (i >= text.size() || text[i] != ',') return {};
        ++i;
    }
    at = i + 1;
    return numbers;
}

// "(1,2),(3,4)" goes on after the first pair.
void addSecondPair(std::string_view text, std::size_t& at, std::vector<Number>& numbers) {
    if (numbers.size() != 2) return;
    std::size_t next = at;
    while (next < text.size() && (text[next] == ' ' || text[next] == ','))
        ++next;
    if (next >= text.size()) return;
    if (const auto second = numbersAt(text, next); second && second->size() == 2) {
        numbers.insert(numbers.end(), second->begin(), second->end());
        at = next;
    }
}

// Four tokens of bins at `at`, which say top, left, bottom and right; as left, top, right, bottom.
std::optional<std::vector<Number>> binsAt(std::string_view text, std::size_t& at) {
    std::array<Number, 4> numbers;
    std::size_t i = at;
    for (Number& number : numbers) {
        if (!text.substr(i).starts_with(kBin)) return {};
        number.begin = i + kBin.size();
        number.end = number.begin + kBinDigits;
        if (number.end >= text.size() || text[number.end] != '>') return {};
        for (std::size_t digit = number.begin; digit < number.end; ++digit) {
            if (!isDigit(text[digit])) return {};
            number.value = 10 * number.value + (text[digit] - '0');
        }
        if (number.value >= kBins) return {};
        i = number.end + 1;
    }
    at = i;
    return std::vector<Number>{numbers[1], numbers[0], numbers[3], numbers[2]};
}

std::optional<std::size_t> regionAt(const Sample& sample, int turn, std::size_t begin, std::size_t end) {
    for (std::size_t i = 0; i < sample.regions.size(); ++i)
        for (const Span& span : sample.regions[i].spans)
            if (span.turn == turn && span.begin <= static_cast<std::int64_t>(begin) &&
                static_cast<std::int64_t>(end) <= span.end)
                return i;
    return {};
}

std::string foreignMark(std::string_view text) {
    for (const std::string_view mark : kForeignMarks)
        if (text.find(mark) != text.npos) return std::string(mark);
    return {};
}

std::array<double, 4> inUnit(const Box& box, BoxUnit unit, int width, int height) {
    const double steps = unit == BoxUnit::Shares ? 1 : unit == BoxUnit::Bins ? kBins : 1000;
    const double x = unit == BoxUnit::Pixels ? 1 : steps / width, y = unit == BoxUnit::Pixels ? 1 : steps / height;
    return {box.left * x, box.top * y, box.right * x, box.bottom * y};
}

std::string formatted(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return std::string_view(text) == "-0" ? "0" : text;
}

// What stands in the text for a number of a box.
std::string spelled(double value, BoxUnit unit, int decimals) {
    if (unit != BoxUnit::Bins) return formatted(value, decimals);
    const std::string digits = std::to_string(std::clamp<long>(std::lround(value), 0, kBins - 1));
    return std::string(kBinDigits - digits.size(), '0') + digits;
}

}  // namespace

WrittenBoxes findWrittenBoxes(const Sample& sample) {
    WrittenBoxes found;
    const auto images = std::count_if(sample.media.begin(), sample.media.end(),
                                      [](const Media& media) { return media.kind == Media::Kind::Image; });
    for (std::size_t turn = 0; turn < sample.turns.size(); ++turn) {
        const std::string_view text = sample.turns[turn].text;
        if (found.unknown.empty()) found.unknown = foreignMark(text);
        for (std::size_t at = 0; at < text.size();) {
            const bool marked = text.substr(at).starts_with(kBoxStart);
            std::size_t i = marked ? at + kBoxStart.size() : at;
            const bool bins = text.substr(at).starts_with(kBin);
            auto numbers = bins ? binsAt(text, i) : i < text.size() ? numbersAt(text, i) : std::nullopt;
            if (!numbers || (numbers->size() < 2 && !marked)) {
                if ((marked || bins) && found.unknown.empty()) found.unknown = marked ? kBoxStart : kBin;
                at += marked ? kBoxStart.size() : 1;
                continue;
            }
            addSecondPair(text, i, *numbers);
            const auto [first, last] = std::ranges::minmax_element(*numbers, {}, &Number::begin);
            WrittenBox box;
            if (marked || bins) box.marked = marked ? BoxUnit::Thousandths : BoxUnit::Bins;
            box.region = regionAt(sample, static_cast<int>(turn), first->begin, last->end);
            const bool placed = box.region || (box.marked && images == 1 && sample.media.size() == 1);
            if (numbers->size() == 4 && placed) {
                box.media = box.region ? sample.regions[*box.region].media : 0;
                for (std::size_t k = 0; k < 4; ++k) {
                    const Number& number = (*numbers)[k];
                    box.numbers[k] = {static_cast<int>(turn), static_cast<std::int64_t>(number.begin),
                                      static_cast<std::int64_t>(number.end)};
                    box.values[k] = number.value;
                    box.decimals = std::max(box.decimals, number.decimals);
                }
                found.boxes.push_back(box);
            } else if (found.unknown.empty()) {
                found.unknown = std::string(text.substr(at, i - at));
            }
            at = i;
        }
    }
    return found;
}

std::optional<BoxUnit> unitOf(const WrittenBox& box, const Sample& sample, int width, int height) {
    if (box.marked) return box.marked;
    if (!box.region) return {};
    for (const BoxUnit unit : {BoxUnit::Pixels, BoxUnit::Thousandths, BoxUnit::Shares})
        if (showsRegion(box, unit, sample, width, height)) return unit;
    return {};
}

bool showsRegion(const WrittenBox& box, BoxUnit unit, const Sample& sample, int width, int height) {
    if (!box.region || (unit == BoxUnit::Shares && box.decimals == 0)) return false;
    const auto expected = inUnit(sample.regions[*box.region].bounds(), unit, width, height);
    // Off by no more than rounding, either way, makes.
    const double tolerance = unit == BoxUnit::Shares ? std::pow(10.0, -box.decimals) : 1;
    return std::equal(expected.begin(), expected.end(), box.values.begin(),
                      [&](double a, double b) { return std::abs(a - b) <= tolerance; });
}

Box pixelsOf(const WrittenBox& box, BoxUnit unit, int width, int height) {
    const auto one = inUnit({1, 1, 1, 1}, unit, width, height);
    return {box.values[0] / one[0], box.values[1] / one[1], box.values[2] / one[2], box.values[3] / one[3]};
}

const std::vector<std::string>& boxUnitNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& [name, _] : namedUnits())
            all.push_back(name);
        return all;
    }();
    return names;
}

BoxUnit boxUnitNamed(const std::string& name) {
    std::string known;
    for (const auto& [candidate, unit] : namedUnits()) {
        if (candidate == name) return unit;
        known += (known.empty() ? "" : ", ") + candidate;
    }
    throw Error("unknown way to write boxes \"" + name + "\"", {}, "known: " + known);
}

std::string written(const NewBox& box) {
    const auto values = inUnit(box.box, box.unit, box.width, box.height);
    std::array<std::string, 4> n;
    std::transform(values.begin(), values.end(), n.begin(),
                   [&](double value) { return spelled(value, box.unit, box.unit == BoxUnit::Shares ? 3 : 0); });
    if (box.unit == BoxUnit::Bins) {
        std::string text;
        for (const std::size_t i : {1, 0, 3, 2})
            text += std::string(kBin) + n[i] + ">";
        return text;
    }
    if (box.unit != BoxUnit::Thousandths) return "[" + n[0] + ", " + n[1] + ", " + n[2] + ", " + n[3] + "]";
    std::string text(kBoxStart);
    text += "(" + n[0] + "," + n[1] + "),(" + n[2] + "," + n[3] + ")";
    return text.append(kBoxEnd);
}

void rewrite(Sample& sample, const std::vector<WrittenBox>& written, const std::vector<NewBox>& boxes) {
    if (written.size() != boxes.size()) throw std::logic_error("rewrite: one new box for each written one");
    // From the end, so that what is still to be written stays where it was found.
    for (std::size_t i = written.size(); i-- > 0;) {
        const auto values = inUnit(boxes[i].box, boxes[i].unit, boxes[i].width, boxes[i].height);
        for (std::size_t k = 4; k-- > 0;) {
            const Span& span = written[i].numbers[k];
            const auto turn = static_cast<std::size_t>(span.turn);
            std::string text = sample.turns.at(turn).text;
            text.replace(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin),
                         spelled(values[k], boxes[i].unit, written[i].decimals));
            replaceText(sample, turn, text);
        }
    }
}

}  // namespace atelier::data
