#include "common/error.h"
#include "common/json.h"
#include "common/random.h"
#include "common/registry.h"
#include "data/generators/generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <sstream>

namespace atelier::data {
namespace {

constexpr std::array kShapes{"circle", "square", "triangle", "star", "cross", "ring", "diamond", "heart"};

struct Colour {
    const char* name;
    std::array<int, 3> rgb;
};
constexpr std::array<Colour, 8> kColours{{{"red", {214, 32, 32}},
                                          {"green", {38, 150, 52}},
                                          {"blue", {36, 72, 214}},
                                          {"yellow", {240, 205, 20}},
                                          {"orange", {244, 128, 16}},
                                          {"purple", {134, 48, 168}},
                                          {"brown", {120, 72, 36}},
                                          {"black", {24, 24, 24}}}};
constexpr std::array<const char*, 10> kNumbers{"no",   "one", "two",   "three", "four",
                                               "five", "six", "seven", "eight", "nine"};

struct Item {
    std::size_t shape, colour;
    bool large;
    double x, y, radius;
    Box box;  // of the pixels that are at least half covered

    std::string name() const { return std::string(kColours[colour].name) + " " + kShapes[shape]; }
};

// Whether (x, y), in units of the radius and y downwards, lies inside the shape.
bool inside(std::size_t shape, double x, double y) {
    const double distance = std::hypot(x, y);
    switch (shape) {
        case 0:
            return distance <= 0.95;
        case 1:
            return std::max(std::abs(x), std::abs(y)) <= 0.82;
        case 2:
            return y <= 0.75 && std::abs(x) <= (y + 0.95) * 0.56;
        case 3: {  // five points: the edge runs straight from a tip to the notch beside it
            const double turn = 2 * std::numbers::pi / 5, half = turn / 2;
            double angle = std::fmod(std::atan2(x, -y) + 4 * std::numbers::pi, turn);
            if (angle > half) angle = turn - angle;
            const double notch = 0.45, px = distance * std::cos(angle), py = distance * std::sin(angle);
            const double nx = notch * std::cos(half), ny = notch * std::sin(half);
            return (nx - 1) * py - ny * (px - 1) >= 0;
        }
        case 4:
            return std::min(std::abs(x), std::abs(y)) <= 0.3 && std::max(std::abs(x), std::abs(y)) <= 0.92;
        case 5:
            return distance <= 0.95 && distance >= 0.56;
        case 6:
            return std::abs(x) / 0.72 + std::abs(y) / 0.98 <= 1;
        default: {
            const double u = x * 1.2, v = -y * 1.2 + 0.12, bulge = u * u + v * v - 0.75;
            return bulge * bulge * bulge - u * u * v * v * v <= 0;
        }
    }
}

vision::Image background(Random& random, int width, int height) {
    std::array<double, 3> base;
    const double level = random.uniform(205, 255);
    for (double& value : base)
        value = std::min(255.0, level + random.uniform(-16, 8));
    const std::uint64_t kind = random.below(4);
    const double slopeX = random.uniform(-22, 22), slopeY = random.uniform(-22, 22);
    const int step = static_cast<int>(random.between(6, 16));
    vision::Image image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            double shift = 0;
            if (kind == 1) shift = slopeX * x / width + slopeY * y / height;
            if (kind == 2) shift = random.normal() * 5;
            if (kind == 3) shift = (x / step + y / step) % 2 ? -9 : 0;
            for (const double value : base)
                image.pixels.push_back(static_cast<std::uint8_t>(std::clamp(value + shift, 0.0, 255.0)));
        }
    return image;
}

// Paints with four by four samples a pixel and sets the item's box.
void paint(vision::Image& image, Item& item) {
    const auto low = [](double value) { return std::max(0, static_cast<int>(std::floor(value))); };
    const int left = low(item.x - item.radius), top = low(item.y - item.radius);
    const int right = std::min(image.width, static_cast<int>(std::ceil(item.x + item.radius)));
    const int bottom = std::min(image.height, static_cast<int>(std::ceil(item.y + item.radius)));
    item.box = {double(image.width), double(image.height), 0, 0};
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) {
            int hits = 0;
            for (int sub = 0; sub < 16; ++sub)
                hits += inside(item.shape, (x + (sub % 4 + 0.5) / 4 - item.x) / item.radius,
                               (y + (sub / 4 + 0.5) / 4 - item.y) / item.radius);
            if (hits == 0) continue;
            if (hits >= 8)
                item.box = {std::min<double>(item.box.left, x), std::min<double>(item.box.top, y),
                            std::max<double>(item.box.right, x + 1), std::max<double>(item.box.bottom, y + 1)};
            for (int c = 0; c < 3; ++c) {
                std::uint8_t& pixel = image.pixels[std::size_t((y * image.width + x) * 3 + c)];
                pixel =
                    static_cast<std::uint8_t>(pixel + (kColours[item.colour].rgb[std::size_t(c)] - pixel) * hits / 16);
            }
        }
}

struct Scene {
    vision::Image image;
    std::vector<Item> items;

    template <class Test>
    std::vector<const Item*> where(Test test) const {
        std::vector<const Item*> found;
        for (const Item& item : items)
            if (test(item)) found.push_back(&item);
        return found;
    }
    std::vector<const Item*> same(const Item& other) const {
        return where([&](const Item& item) { return item.shape == other.shape && item.colour == other.colour; });
    }
};

Scene drawScene(Random& random, int maxShapes) {
    const int width = static_cast<int>(random.between(4, 6)) * 28, height = static_cast<int>(random.between(4, 6)) * 28;
    Scene scene{background(random, width, height), {}};
    const std::uint64_t wanted = 1 + random.below(static_cast<std::uint64_t>(maxShapes));
    for (int attempt = 0; attempt < 200 && scene.items.size() < wanted; ++attempt) {
        Item item{};
        // Repetitions make counting worth asking.
        const bool repeat = !scene.items.empty() && random.below(4) == 0;
        item.shape = repeat ? scene.items.back().shape : random.below(kShapes.size());
        item.colour = repeat && random.below(2) ? scene.items.back().colour : random.below(kColours.size());
        item.large = random.below(2) == 0;
        item.radius = item.large ? random.uniform(19, 24) : random.uniform(10, 13);
        item.x = random.uniform(item.radius + 1, width - item.radius - 1);
        item.y = random.uniform(item.radius + 1, height - item.radius - 1);
        if (std::any_of(scene.items.begin(), scene.items.end(), [&](const Item& other) {
                return std::hypot(item.x - other.x, item.y - other.y) <
                       1.17 * (item.radius + other.radius) + 2;  // a square's corners reach that far
            }))
            continue;
        scene.items.push_back(item);
    }
    for (Item& item : scene.items)
        paint(scene.image, item);
    return scene;
}

struct Question {
    std::string text, answer;
    const Item* asked = nullptr;  // whose box the answer is
};

std::string plural(std::size_t shape) {
    return shape == 4 ? "crosses" : std::string(kShapes[shape]) + "s";
}

std::optional<Question> caption(Random&, const Scene& scene) {
    std::vector<const Item*> order = scene.where([](const Item&) { return true; });
    std::sort(order.begin(), order.end(), [](const Item* a, const Item* b) { return a->x < b->x; });
    std::string text;
    for (std::size_t i = 0; i < order.size(); ++i)
        text += (i == 0                  ? ""
                 : i + 1 == order.size() ? " and "
                                         : ", ") +
                std::string("a ") + (order[i]->large ? "large " : "small ") + order[i]->name();
    return Question{"Describe the picture from left to right.", text, {}};
}

std::optional<Question> count(Random& random, const Scene& scene) {
    const Item& item = scene.items[random.below(scene.items.size())];
    switch (random.below(4)) {
        case 0:
            return Question{"How many shapes are there?", kNumbers[scene.items.size()], {}};
        case 1: {
            const std::size_t colour = random.below(4) == 0 ? random.below(kColours.size()) : item.colour;
            const auto found = scene.where([&](const Item& other) { return other.colour == colour; });
            return Question{std::string("How many ") + kColours[colour].name + " shapes are there?",
                            found.empty() ? "none" : kNumbers[found.size()],
                            {}};
        }
        default: {
            const std::size_t shape = random.below(4) == 0 ? random.below(kShapes.size()) : item.shape;
            const auto found = scene.where([&](const Item& other) { return other.shape == shape; });
            return Question{
                "How many " + plural(shape) + " are there?", found.empty() ? "none" : kNumbers[found.size()], {}};
        }
    }
}

std::optional<Question> colour(Random& random, const Scene& scene) {
    const Item& item = scene.items[random.below(scene.items.size())];
    if (scene.where([&](const Item& other) { return other.shape == item.shape; }).size() > 1) return {};
    return Question{std::string("What colour is the ") + kShapes[item.shape] + "?", kColours[item.colour].name, {}};
}

std::optional<Question> shape(Random& random, const Scene& scene) {
    const Item& item = scene.items[random.below(scene.items.size())];
    if (scene.where([&](const Item& other) { return other.colour == item.colour; }).size() > 1) return {};
    return Question{std::string("What shape is ") + kColours[item.colour].name + "?", kShapes[item.shape], {}};
}

// Only where the direction is beyond doubt and one shape alone lies there.
std::optional<Question> relation(Random& random, const Scene& scene) {
    const Item& item = scene.items[random.below(scene.items.size())];
    if (scene.same(item).size() > 1) return {};
    constexpr std::array words{"left of", "right of", "above", "below"};
    const std::uint64_t direction = random.below(4);
    const auto offset = [&](const Item& other) {
        const double difference = direction < 2 ? other.x - item.x : other.y - item.y;
        return direction % 2 == 0 ? -difference : difference;
    };
    if (!scene.where([&](const Item& other) { return &other != &item && std::abs(offset(other)) < 8; }).empty())
        return {};
    const auto found = scene.where([&](const Item& other) { return offset(other) > 0; });
    if (found.size() != 1) return {};
    return Question{
        std::string("What is ") + words[direction] + " the " + item.name() + "?", "a " + found[0]->name(), {}};
}

std::optional<Question> existence(Random& random, const Scene& scene) {
    Item item = scene.items[random.below(scene.items.size())];
    if (random.below(2) == 0) {  // near misses: one of the two words is right
        (random.below(2) == 0 ? item.shape = random.below(kShapes.size())
                              : item.colour = random.below(kColours.size()));
        if (!scene.same(item).empty()) return {};
    }
    const char* article = kColours[item.colour].name[0] == 'o' ? "an " : "a ";
    return Question{
        std::string("Is there ") + article + item.name() + "?", scene.same(item).empty() ? "no" : "yes", {}};
}

std::optional<Question> place(Random& random, const Scene& scene) {
    const Item& item = scene.items[random.below(scene.items.size())];
    if (scene.same(item).size() > 1) return {};
    const double x = item.x / scene.image.width - 0.5, y = item.y / scene.image.height - 0.5;
    const double far = std::max(std::abs(x), std::abs(y)), near = std::min(std::abs(x), std::abs(y));
    const char* where = far < 0.12                        ? "centre"
                        : far < 0.18 || far < near + 0.08 ? nullptr  // a person would hesitate
                        : std::abs(x) > std::abs(y)       ? (x < 0 ? "left" : "right")
                        : y < 0                           ? "top"
                                                          : "bottom";
    if (!where) return {};
    return Question{"In which part of the picture is the " + item.name() + "?", where, {}};
}

std::optional<Question> box(Random& random, const Scene& scene) {
    const Item& item = scene.items[random.below(scene.items.size())];
    if (scene.same(item).size() > 1) return {};
    return Question{"Where is the " + item.name() + "?", "", &item};
}

using Asker = std::optional<Question> (*)(Random&, const Scene&);
struct Kind {
    const char* name;
    Asker ask;
    std::uint64_t share;  // of ten, in a mixture
};
constexpr std::array<Kind, 8> kKinds{{{"caption", caption, 1},
                                      {"count", count, 2},
                                      {"colour", colour, 1},
                                      {"shape", shape, 1},
                                      {"relation", relation, 1},
                                      {"existence", existence, 1},
                                      {"place", place, 1},
                                      {"box", box, 2}}};

const Kind& mixed(Random& random) {
    std::uint64_t drawn = random.below(10);
    for (const Kind& kind : kKinds) {
        if (drawn < kind.share) return kind;
        drawn -= kind.share;
    }
    return kKinds.back();
}

// The kinds of "count,box"; none for "mixed".
std::vector<const Kind*> kindsOf(const std::string& questions) {
    if (questions == "mixed") return {};
    std::vector<const Kind*> kinds;
    std::string known = "mixed";
    for (const Kind& kind : kKinds)
        known += std::string(", ") + kind.name;
    std::istringstream names(questions);
    for (std::string name; std::getline(names, name, ',');) {
        const auto* kind =
            std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& each) { return each.name == name; });
        if (kind == kKinds.end())
            throw Error("unknown kind of question \"" + name + "\"", "questions", "known: " + known);
        kinds.push_back(kind);
    }
    if (kinds.empty()) throw Error("no kind of question is named", "questions", "known: " + known);
    return kinds;
}

class Scenes : public Generator {
public:
    explicit Scenes(const GeneratorOptions& options)
        : json_(options.answers == "json"),
          kinds_(kindsOf(options.questions)),
          turns_(options.turns),
          maxShapes_(options.maxShapes) {
        if (options.answers != "plain" && options.answers != "json")
            throw Error("unknown answer format \"" + options.answers + "\"", "answers", "known: plain, json");
        if (turns_ < 1 || turns_ > 20)
            throw Error(std::to_string(turns_) + " questions about one picture are out of range", "turns", "1 to 20");
        if (maxShapes_ < 1 || maxShapes_ > 6)
            throw Error(std::to_string(maxShapes_) + " shapes on a picture are out of range", "max_shapes", "1 to 6");
    }

    Generated draw(std::uint64_t seed, std::uint64_t index) const override {
        // The same pictures and questions in either format, so that only the format differs.
        Random random{stableHash("scenes"), seed, index};
        Scene scene = drawScene(random, maxShapes_);
        std::vector<Question> asked;
        // Not every scene can be asked everything: the first question may have another scene drawn, later ones end.
        for (int attempt = 1; std::ssize(asked) < turns_ && (asked.empty() || attempt <= 20 * turns_); ++attempt) {
            const auto question = kindFor(random).ask(random, scene);
            if (question && std::none_of(asked.begin(), asked.end(),
                                         [&](const Question& other) { return other.text == question->text; }))
                asked.push_back(*question);
            else if (asked.empty() && !kinds_.empty() && attempt % 20 == 0)
                scene = drawScene(random, maxShapes_);
        }

        Generated drawn{scene.image, {}};
        Sample& sample = drawn.sample;
        sample.id = generatedId("scenes", seed, index);
        sample.group = sample.id;
        sample.media = {{Media::Kind::Image, "images/" + sample.id + ".png", {}}};
        for (const Question& question : asked) {
            sample.turns.push_back({Turn::Role::User, (sample.turns.empty() ? kImageMark : "") + question.text});
            sample.turns.push_back({Turn::Role::Assistant, answerOf(question, scene.image)});
        }
        for (const Item& item : scene.items)
            sample.regions.push_back({Region::Shape::Box,
                                      0,
                                      {{item.box.left, item.box.top}, {item.box.right, item.box.bottom}},
                                      item.name(),
                                      ""});
        sample.tags = {json_ ? "json" : "plain"};
        return drawn;
    }

private:
    const Kind& kindFor(Random& random) const {
        if (kinds_.empty()) return mixed(random);
        return *kinds_[kinds_.size() == 1 ? 0 : random.below(kinds_.size())];
    }

    std::string answerOf(const Question& question, const vision::Image& image) const {
        if (!question.asked) return json_ ? "{\"answer\": " + Json(question.answer).dump() + "}" : question.answer;
        const Box& at = question.asked->box;
        const auto grid = [](double value, int side) { return std::to_string(std::lround(value * 1000 / side)); };
        const std::string left = grid(at.left, image.width), top = grid(at.top, image.height);
        const std::string right = grid(at.right, image.width), bottom = grid(at.bottom, image.height);
        if (json_) return "{\"answer\": [" + left + ", " + top + ", " + right + ", " + bottom + "]}";
        return "<|box_start|>(" + left + "," + top + "),(" + right + "," + bottom + ")<|box_end|>";
    }

    bool json_;
    std::vector<const Kind*> kinds_;  // none: a mixture
    int turns_, maxShapes_;
};

const Registry<GeneratorFactory>::Entry entry{
    "scenes", [](const GeneratorOptions& options) { return std::make_unique<Scenes>(options); }};

}  // namespace
}  // namespace atelier::data
