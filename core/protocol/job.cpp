#include "protocol/job.h"

#include "settings/suggestion.h"

namespace atelier::protocol {

Json toJson(const Request& request) {
    Json json{{"job", request.name()}};
    request.write(json);
    try {
        (void)json.dump();
    } catch (const Json::type_error&) {
        throw Error("a path or a text of this job is no UTF-8", request.name(), "rename the file or the folder");
    }
    return json;
}

Request requestFromJson(const Json& json, const std::string& where) {
    ObjectReader reader(json, where);
    const auto name = valueFrom<std::string>(reader.at("job"), {where, "job"});
    const auto& types = Registry<JobType>::instance().all();
    const auto type = types.find(name);
    if (type == types.end()) throw settings::unknownName("job", name, where, types);
    Request request = type->second.read(reader);
    reader.finish();
    return request;
}

}  // namespace atelier::protocol
