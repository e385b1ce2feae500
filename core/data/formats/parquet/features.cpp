// Features of Hugging Face's `datasets` and the Arrow types that it keeps them as.
#include "data/formats/parquet/parts.h"

#include <map>
#include <stdexcept>

namespace atelier::data::parquet_part {
namespace {

std::shared_ptr<arrow::DataType> valueType(const std::string& dtype) {
    static const std::map<std::string, std::shared_ptr<arrow::DataType>> kTypes{{"string", arrow::utf8()},
                                                                                {"int64", arrow::int64()},
                                                                                {"float64", arrow::float64()},
                                                                                {"bool", arrow::boolean()}};
    const auto found = kTypes.find(dtype);
    if (found == kTypes.end()) throw std::logic_error("no Arrow type for " + dtype);
    return found->second;
}

}  // namespace

std::shared_ptr<arrow::DataType> typeOf(const Json& feature) {
    if (feature.is_array()) return arrow::list(typeOf(feature.at(0)));
    const auto type = feature.find("_type");
    if (type == feature.end() || !type->is_string()) {
        arrow::FieldVector fields;
        for (const auto& [name, part] : feature.items())
            fields.push_back(arrow::field(name, typeOf(part)));
        return arrow::struct_(fields);
    }
    if (*type == "Value") return valueType(feature.at("dtype").get<std::string>());
    if (*type == "ClassLabel") return arrow::int64();
    if (*type == "Sequence") return arrow::list(typeOf(feature.at("feature")));
    if (*type == "Image")
        return arrow::struct_({arrow::field("bytes", arrow::binary()), arrow::field("path", arrow::utf8())});
    throw std::logic_error("no Arrow type for the feature " + type->get<std::string>());
}

bool holdsBytes(const arrow::DataType& type) {
    switch (type.id()) {
        case arrow::Type::BINARY:
        case arrow::Type::LARGE_BINARY:
        case arrow::Type::BINARY_VIEW:
            return true;
        case arrow::Type::LIST:
        case arrow::Type::LARGE_LIST:
        case arrow::Type::FIXED_SIZE_LIST:
            return holdsBytes(*type.field(0)->type());
        case arrow::Type::STRUCT: {
            const auto bytes = static_cast<const arrow::StructType&>(type).GetFieldByName("bytes");
            return bytes && bytes->type()->id() != arrow::Type::STRUCT && holdsBytes(*bytes->type());
        }
        default:
            return false;
    }
}

}  // namespace atelier::data::parquet_part
