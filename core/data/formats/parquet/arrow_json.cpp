// Values of Arrow's arrays as JSON, and back.
#include "data/formats/parquet/parts.h"

#include <cmath>

namespace atelier::data::parquet_part {
namespace {

template <class Array>
Json number(const arrow::Array& array, std::int64_t index) {
    return static_cast<const Array&>(array).Value(index);
}

Json real(double value) {
    return std::isfinite(value) ? Json(value) : Json();
}

template <class Array>
Json text(const arrow::Array& array, std::int64_t index) {
    return std::string(static_cast<const Array&>(array).GetView(index));
}

template <class Array>
Json bytes(const arrow::Array& array, std::int64_t index) {
    const std::string_view view = static_cast<const Array&>(array).GetView(index);
    return Json::binary(Json::binary_t::container_type(view.begin(), view.end()));
}

Json list(const arrow::Array& values, std::int64_t from, std::int64_t count) {
    Json all = Json::array();
    for (std::int64_t i = from; i < from + count; ++i)
        all.push_back(jsonOf(values, i));
    return all;
}

template <class Array>
Json list(const arrow::Array& array, std::int64_t index) {
    const auto& lists = static_cast<const Array&>(array);
    return list(*lists.values(), lists.value_offset(index), lists.value_length(index));
}

Json object(const arrow::Array& array, std::int64_t index) {
    const auto& structs = static_cast<const arrow::StructArray&>(array);
    Json all = Json::object();
    for (int i = 0; i < structs.num_fields(); ++i)
        all[structs.struct_type()->field(i)->name()] = jsonOf(*structs.field(i), index);
    return all;
}

Json pairs(const arrow::Array& array, std::int64_t index) {
    const auto& map = static_cast<const arrow::MapArray&>(array);
    Json all = Json::array();
    for (std::int64_t i = map.value_offset(index); i < map.value_offset(index + 1); ++i)
        all.push_back({{"key", jsonOf(*map.keys(), i)}, {"value", jsonOf(*map.items(), i)}});
    return all;
}

// Dates, times, decimals, ... as Arrow writes them.
Json written(const arrow::Array& array, std::int64_t index) {
    const auto scalar = array.GetScalar(index);
    if (!scalar.ok()) throw Error("a value of type " + array.type()->ToString() + " cannot be read");
    return scalar.ValueUnsafe()->ToString();
}

template <class Builder, class Value>
arrow::Status put(arrow::ArrayBuilder& builder, Value&& value) {
    return static_cast<Builder&>(builder).Append(std::forward<Value>(value));
}

[[noreturn]] void wrong(const arrow::ArrayBuilder& builder, const Json& value) {
    throw Error("expected " + builder.type()->ToString() + ", not " + value.type_name());
}

}  // namespace

Json jsonOf(const arrow::Array& array, std::int64_t index) {
    using arrow::Type;
    if (array.IsNull(index)) return {};
    switch (array.type_id()) {
        case Type::NA:
            return {};
        case Type::BOOL:
            return static_cast<const arrow::BooleanArray&>(array).Value(index);
        case Type::INT8:
            return number<arrow::Int8Array>(array, index);
        case Type::INT16:
            return number<arrow::Int16Array>(array, index);
        case Type::INT32:
            return number<arrow::Int32Array>(array, index);
        case Type::INT64:
            return number<arrow::Int64Array>(array, index);
        case Type::UINT8:
            return number<arrow::UInt8Array>(array, index);
        case Type::UINT16:
            return number<arrow::UInt16Array>(array, index);
        case Type::UINT32:
            return number<arrow::UInt32Array>(array, index);
        case Type::UINT64:
            return number<arrow::UInt64Array>(array, index);
        case Type::FLOAT:
            return real(static_cast<const arrow::FloatArray&>(array).Value(index));
        case Type::DOUBLE:
            return real(static_cast<const arrow::DoubleArray&>(array).Value(index));
        case Type::STRING:
            return text<arrow::StringArray>(array, index);
        case Type::LARGE_STRING:
            return text<arrow::LargeStringArray>(array, index);
        case Type::STRING_VIEW:
            return text<arrow::StringViewArray>(array, index);
        case Type::BINARY:
            return bytes<arrow::BinaryArray>(array, index);
        case Type::LARGE_BINARY:
            return bytes<arrow::LargeBinaryArray>(array, index);
        case Type::BINARY_VIEW:
            return bytes<arrow::BinaryViewArray>(array, index);
        case Type::FIXED_SIZE_BINARY:
            return bytes<arrow::FixedSizeBinaryArray>(array, index);
        case Type::LIST:
            return list<arrow::ListArray>(array, index);
        case Type::LARGE_LIST:
            return list<arrow::LargeListArray>(array, index);
        case Type::FIXED_SIZE_LIST:
            return list<arrow::FixedSizeListArray>(array, index);
        case Type::STRUCT:
            return object(array, index);
        case Type::MAP:
            return pairs(array, index);
        case Type::DICTIONARY: {
            const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
            return jsonOf(*coded.dictionary(), coded.GetValueIndex(index));
        }
        case Type::EXTENSION:
            return jsonOf(*static_cast<const arrow::ExtensionArray&>(array).storage(), index);
        default:
            return written(array, index);
    }
}

void append(arrow::ArrayBuilder& builder, const Json& value) {
    const auto check = [](const arrow::Status& status) { orThrow(status, {}); };
    if (value.is_null()) return check(builder.AppendNull());
    switch (builder.type()->id()) {
        case arrow::Type::BOOL:
            if (!value.is_boolean()) wrong(builder, value);
            return check(put<arrow::BooleanBuilder>(builder, value.get<bool>()));
        case arrow::Type::INT64:
            if (!value.is_number_integer()) wrong(builder, value);
            return check(put<arrow::Int64Builder>(builder, value.get<std::int64_t>()));
        case arrow::Type::DOUBLE:
            if (!value.is_number()) wrong(builder, value);
            return check(put<arrow::DoubleBuilder>(builder, value.get<double>()));
        case arrow::Type::STRING:
            if (!value.is_string()) wrong(builder, value);
            return check(put<arrow::StringBuilder>(builder, value.get_ref<const std::string&>()));
        case arrow::Type::BINARY: {
            if (!value.is_binary()) wrong(builder, value);
            const auto& bytes = value.get_binary();
            return check(put<arrow::BinaryBuilder>(
                builder, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
        }
        case arrow::Type::LIST: {
            if (!value.is_array()) wrong(builder, value);
            auto& lists = static_cast<arrow::ListBuilder&>(builder);
            check(lists.Append());
            for (const Json& one : value)
                append(*lists.value_builder(), one);
            return;
        }
        case arrow::Type::STRUCT: {
            if (!value.is_object()) wrong(builder, value);
            auto& structs = static_cast<arrow::StructBuilder&>(builder);
            check(structs.Append());
            for (int i = 0; i < structs.num_fields(); ++i) {
                const auto part = value.find(structs.type()->field(i)->name());
                append(*structs.field_builder(i), part == value.end() ? Json() : *part);
            }
            return;
        }
        default:
            wrong(builder, value);
    }
}

}  // namespace atelier::data::parquet_part
