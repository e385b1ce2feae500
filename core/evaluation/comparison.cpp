#include "evaluation/comparison.h"

#include "common/error.h"
#include "common/file.h"
#include "evaluation/metric.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace atelier::evaluation {
namespace {

constexpr std::string_view kFragment = "#xywh=";

std::string shortest(double value) {
    char digits[32];
    return std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

std::string imageText(const data::Media& media) {
    std::string text = media.path.string();
    if (const auto& crop = media.crop)
        text.append(kFragment) += shortest(crop->left) + "," + shortest(crop->top) + "," + shortest(crop->width()) +
                                  "," + shortest(crop->height());
    return text;
}

data::Media imageFrom(const std::string& text) {
    data::Media media;
    media.path = text;
    const std::size_t mark = text.rfind(kFragment);
    if (mark == std::string::npos) return media;
    double sides[4] = {};
    const char* at = text.data() + mark + kFragment.size();
    const char* end = text.data() + text.size();
    for (double& side : sides) {
        const auto [next, code] = std::from_chars(at, end, side);
        const bool isLast = &side == &sides[3];
        if (code != std::errc() || (isLast ? next != end : next == end || *next != ','))
            return media;  // part of a file's name
        at = isLast ? next : next + 1;
    }
    media.path = text.substr(0, mark);
    media.crop = Box{sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3]};
    return media;
}

std::string withoutMarks(std::string text) {
    for (const std::string_view mark : {std::string_view(data::kImageMark), std::string_view(data::kVideoMark)})
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.erase(at, mark.size());
    text.erase(0, text.find_first_not_of(" \t\r\n"));
    return text;
}

// Numbers that JSON can hold; an infinite or undefined figure is a bug upstream.
double finite(double value, const std::string& name) {
    if (!(value - value == 0)) throw std::logic_error("metric " + name + " is not finite");
    return value;
}

std::vector<double> numbersFrom(const Json& list, std::size_t count, const std::string& where) {
    std::vector<double> numbers;
    if (!list.is_array() || list.size() != count) throw Error("expected one number for each contestant", where);
    for (const Json& item : list) {
        if (!item.is_number()) throw Error(std::string("expected a number, not ") + item.type_name(), where);
        numbers.push_back(item.get<double>());
    }
    return numbers;
}

std::vector<std::string> textsFrom(const Json& object, const char* key, const std::string& where) {
    std::vector<std::string> texts;
    const auto list = object.find(key);
    if (list == object.end() || !list->is_array()) throw Error(std::string("\"") + key + "\" must be a list", where);
    for (const Json& item : *list) {
        if (!item.is_string()) throw Error(std::string("\"") + key + "\" must hold texts", where);
        texts.push_back(item.get<std::string>());
    }
    return texts;
}

}  // namespace

Comparison::Sample comparisonSample(const data::Sample& sample) {
    Comparison::Sample shown;
    shown.id = sample.id;
    shown.images = sample.media;
    for (auto turn = sample.turns.rbegin(); turn != sample.turns.rend(); ++turn) {
        if (turn->role == data::Turn::Role::Assistant && turn == sample.turns.rbegin()) shown.reference = turn->text;
        if (turn->role != data::Turn::Role::User) continue;
        shown.prompt = withoutMarks(turn->text);
        break;
    }
    return shown;
}

void score(Comparison& comparison, const std::vector<std::string>& metrics) {
    comparison.metrics.clear();
    for (Comparison::Sample& sample : comparison.samples) {
        if (sample.answers.size() != comparison.contestants.size())
            throw std::logic_error("not one answer for each contestant");
        sample.scores.clear();
    }
    for (const std::string& name : metrics) {
        const Metric& metric = Metrics::instance().at(name, "metric");
        std::vector<Score> totals(comparison.contestants.size(), Score{0, 0});
        bool applies = false;
        for (Comparison::Sample& sample : comparison.samples) {
            std::vector<double> values;
            for (std::size_t i = 0; i < sample.answers.size(); ++i) {
                const auto one = metric.score(sample.reference, sample.answers[i]);
                if (!one) break;
                totals[i].numerator += one->numerator;
                totals[i].denominator += one->denominator;
                values.push_back(one->value());
            }
            if (values.size() < sample.answers.size() || values.empty()) continue;
            sample.scores[name] = std::move(values);
            applies = true;
        }
        if (!applies) continue;
        std::vector<double> figures;
        for (const Score& total : totals)
            figures.push_back(total.value());
        comparison.metrics.emplace_back(name, std::move(figures));
    }
}

double gain(const Comparison::Sample& sample, const std::string& metric) {
    const auto found = sample.scores.find(metric);
    if (found == sample.scores.end() || found->second.size() < 2) return 0;
    const double change = found->second.back() - found->second.front();
    return Metrics::instance().at(metric, "metric").higherIsBetter ? change : -change;
}

void sortRegressionsFirst(Comparison& comparison) {
    std::vector<std::vector<double>>
        keys;  // for each sample: per metric whether it has no score, its gain; then its place
    for (const Comparison::Sample& sample : comparison.samples) {
        std::vector<double>& key = keys.emplace_back();
        for (const auto& [name, _] : comparison.metrics) {
            key.push_back(sample.scores.contains(name) ? 0 : 1);
            key.push_back(gain(sample, name));
        }
        key.push_back(static_cast<double>(keys.size()));
    }
    std::sort(keys.begin(), keys.end());
    std::vector<Comparison::Sample> sorted;
    for (const std::vector<double>& key : keys)
        sorted.push_back(std::move(comparison.samples[static_cast<std::size_t>(key.back()) - 1]));
    comparison.samples = std::move(sorted);
}

Json toJson(const Comparison& comparison) {
    Json document;
    document["contestants"] = comparison.contestants;
    document["metrics"] = Json::object();
    for (const auto& [name, values] : comparison.metrics) {
        for (const double value : values)
            finite(value, name);
        document["metrics"][name] = values;
    }
    document["samples"] = Json::array();
    for (const Comparison::Sample& sample : comparison.samples) {
        Json item;
        item["id"] = sample.id;
        item["images"] = Json::array();
        for (const data::Media& media : sample.images)
            item["images"].push_back(imageText(media));
        item["prompt"] = sample.prompt;
        item["reference"] = sample.reference;
        item["answers"] = sample.answers;
        item["scores"] = Json::object();
        for (const auto& [name, _] : comparison.metrics)
            if (const auto found = sample.scores.find(name); found != sample.scores.end())
                item["scores"][name] = found->second;
        document["samples"].push_back(std::move(item));
    }
    return document;
}

Comparison comparisonFromJson(const Json& document, const std::string& where) {
    if (!document.is_object()) throw Error("expected a JSON object", where);
    Comparison comparison;
    comparison.contestants = textsFrom(document, "contestants", where);
    const std::size_t count = comparison.contestants.size();
    const auto metrics = document.find("metrics");
    if (metrics == document.end() || !metrics->is_object()) throw Error("\"metrics\" must be an object", where);
    for (const auto& [name, values] : metrics->items())
        comparison.metrics.emplace_back(name, numbersFrom(values, count, where + " metric " + name));
    const auto samples = document.find("samples");
    if (samples == document.end() || !samples->is_array()) throw Error("\"samples\" must be a list", where);
    for (std::size_t i = 0; i < samples->size(); ++i) {
        const Json& item = (*samples)[i];
        const std::string place = where + " sample " + std::to_string(i);
        Comparison::Sample sample;
        sample.id = jsonAt<std::string>(item, "id", place);
        for (const std::string& image : textsFrom(item, "images", place))
            sample.images.push_back(imageFrom(image));
        sample.prompt = jsonAt<std::string>(item, "prompt", place);
        sample.reference = jsonAt<std::string>(item, "reference", place);
        sample.answers = textsFrom(item, "answers", place);
        if (sample.answers.size() != count) throw Error("expected one answer for each contestant", place);
        const auto scores = item.find("scores");
        if (scores == item.end() || !scores->is_object()) throw Error("\"scores\" must be an object", place);
        for (const auto& [name, values] : scores->items())
            sample.scores[name] = numbersFrom(values, count, place + " " + name);
        comparison.samples.push_back(std::move(sample));
    }
    return comparison;
}

void writeComparison(const Comparison& comparison, const std::filesystem::path& file) {
    // Answers are made by a model: bytes that are no UTF-8 are replaced, not fatal.
    writeFileAtomically(file, toJson(comparison).dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Comparison readComparison(const std::filesystem::path& file) {
    return comparisonFromJson(readJson(file), file.string());
}

}  // namespace atelier::evaluation
