#include "resources.h"

#include "common/error.h"

#include <QCoreApplication>
#include <QDir>

namespace atelier::ui {

QString resourceFolder() {
    const QStringList places{qEnvironmentVariable("ATELIER_RESOURCES"),
                             QCoreApplication::applicationDirPath() + "/../share/atelier", ATELIER_SOURCE_RESOURCES};
    for (const QString& place : places)
        if (!place.isEmpty() && QDir(place + "/recipes").exists()) return QDir(place).canonicalPath();
    throw Error("Atelier's own resources are missing", places.join(", ").toStdString(), "install Atelier again");
}

QString starterModel() {
    return resourceFolder() + "/starter/model";
}

QStringList presetRecipes() {
    QStringList recipes;
    for (const auto& file : QDir(resourceFolder() + "/recipes").entryInfoList({"*.yaml"}, QDir::Files, QDir::Name))
        recipes.append(file.absoluteFilePath());
    return recipes;
}

}  // namespace atelier::ui
