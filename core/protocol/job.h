#pragma once

#include "common/registry.h"
#include "protocol/control.h"
#include "protocol/event.h"
#include "protocol/fields.h"
#include "settings/recipe.h"

#include <any>
#include <functional>
#include <string>

/// A job is one struct: its name, its fields, what it gives and what becomes of it when it is stopped:
///
///     struct GenerateRequest {
///         static constexpr const char* kName = "generate";
///         static constexpr OnStop kOnStop = OnStop::Ends;
///         using Result = GenerateResult;
///         ...
///         static constexpr auto fields();
///     };
///     const JobType::Entry<GenerateRequest> entry;     // in its .cpp
///
/// The engine registers a handler for it (engine/handler.h).
namespace atelier::protocol {

/// What becomes of the process of a job that is asked to stop.
enum class OnStop {
    Saves,       ///< it has as long as it takes to save a checkpoint
    Ends,        ///< it is ended after some seconds, e.g. while it loads a large model
    EndsAtOnce,  ///< it only looks at something
};

template <class R>
concept Job = Described<R> && requires {
    { R::kName } -> std::convertible_to<std::string>;
    { R::kOnStop } -> std::convertible_to<OnStop>;
    typename R::Result;
};

/// Of a job that gives nothing but its end.
struct NoResult {
    static constexpr auto fields() { return std::tuple(); }
};

class Request;

/// A kind of job: Registry<JobType>, by name.
struct JobType {
    Request (*read)(ObjectReader& reader);

    template <Job R>
    struct Entry;
};

/// What any job is asked with.
class Request {
public:
    template <Job R>
    Request(R job)
        : name_(R::kName),
          onStop_(R::kOnStop),
          write_([](const std::any& value, Json& json) { writeFields(std::any_cast<const R&>(value), json); }),
          value_(std::move(job)) {}

    const std::string& name() const { return name_; }
    OnStop onStop() const { return onStop_; }
    /// Null for another job's.
    template <Job R>
    const R* as() const {
        return std::any_cast<R>(&value_);
    }
    void write(Json& json) const { write_(value_, json); }

private:
    std::string name_;
    OnStop onStop_;
    void (*write_)(const std::any&, Json&);
    std::any value_;
};

template <Job R>
struct JobType::Entry {
    Registry<JobType>::Entry entry{R::kName, JobType{[](ObjectReader& reader) {
                                       R job;
                                       readFields(job, reader);
                                       return Request(std::move(job));
                                   }}};
};

/// {"job": "train", "recipe": YAML, ...}. Throws Error for a text or a path that is no UTF-8.
Json toJson(const Request& request);
Request requestFromJson(const Json& json, const std::string& where);

/// Does a job: what it gives, as JSON. Registry<JobHandler>, by the job's name.
using JobHandler = std::function<Json(const Request&, Control&, const EventSink&)>;

/// A recipe as YAML, and the name of its file for messages: "recipe" and "recipe_name".
template <class T>
struct RecipeFields {
    settings::Recipe T::* recipe;
    std::string T::* name;

    void write(const T& request, Json& json) const {
        json["recipe"] = (request.*recipe).yaml();
        json["recipe_name"] = request.*name;
    }
    void read(T& request, ObjectReader& reader) const {
        if (const Json* json = reader.find("recipe_name"))
            request.*name = valueFrom<std::string>(*json, {reader.where(), "recipe_name"});
        request.*recipe = settings::Recipe::parse(
            valueFrom<std::string>(reader.at("recipe"), {reader.where(), "recipe"}), request.*name);
    }
};
template <class T>
constexpr RecipeFields<T> recipeFields(settings::Recipe T::* recipe, std::string T::* name) {
    return {recipe, name};
}

}  // namespace atelier::protocol
