#include "protocol/event.h"

namespace atelier::protocol {
namespace {

template <std::size_t I = 0>
Event eventNamed(const std::string& name, ObjectReader& reader) {
    if constexpr (I == std::variant_size_v<Event>) {
        throw Error("unknown event \"" + name + "\"", reader.where());
    } else {
        using T = std::variant_alternative_t<I, Event>;
        if (name != T::kName) return eventNamed<I + 1>(name, reader);
        T event;
        readFields(event, reader);
        return event;
    }
}

}  // namespace

Json toJson(const Event& event) {
    return std::visit(
        [](const auto& one) {
            Json json{{"event", one.kName}};
            writeFields(one, json);
            return json;
        },
        event);
}

Event eventFromJson(const Json& json, const std::string& where) {
    ObjectReader reader(json, where);
    Event event = eventNamed(valueFrom<std::string>(reader.at("event"), {where, "event"}), reader);
    reader.finish();
    return event;
}

}  // namespace atelier::protocol
