#include "bridge/trash.h"

#include "common/error.h"

#include <QCoreApplication>
#include <QFile>

namespace atelier::ui {

void moveToTrash(const std::filesystem::path& folder) {
    if (QFile::moveToTrash(QString::fromStdString(folder.string()))) return;
    const auto tr = [](const char* text) { return QCoreApplication::translate("Trash", text).toStdString(); };
    throw Error::failure(
        tr(QT_TRANSLATE_NOOP("Trash", "this could not be moved to the trash")), folder.string(),
        tr(QT_TRANSLATE_NOOP("Trash", "there may be no trash on this disk: delete the folder by hand")));
}

}  // namespace atelier::ui
