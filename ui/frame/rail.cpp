#include "frame/rail.h"

#include "language.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWide = 208, kNarrow = 60, kIcon = 20;

struct Advice {
    const char *text, *button, *page;
};

Advice adviceFor(Studio::Step step) {
    switch (step) {
        case Studio::Step::Model:
            return {QT_TRANSLATE_NOOP("atelier::ui::Rail", "Open the model that is to learn."),
                    QT_TRANSLATE_NOOP("atelier::ui::Rail", "Open a model"), "model"};
        case Studio::Step::Data:
            return {QT_TRANSLATE_NOOP("atelier::ui::Rail", "Bring pictures with their texts."),
                    QT_TRANSLATE_NOOP("atelier::ui::Rail", "Add data"), "data"};
        case Studio::Step::Recipe:
            return {QT_TRANSLATE_NOOP("atelier::ui::Rail", "Choose how it is trained: a preset will do."),
                    QT_TRANSLATE_NOOP("atelier::ui::Rail", "Choose a recipe"), "recipe"};
        case Studio::Step::Train:
            return {QT_TRANSLATE_NOOP("atelier::ui::Rail", "Everything is ready to train."),
                    QT_TRANSLATE_NOOP("atelier::ui::Rail", "Go to training"), "train"};
        case Studio::Step::Compare:
            return {QT_TRANSLATE_NOOP("atelier::ui::Rail", "See what the training has changed."),
                    QT_TRANSLATE_NOOP("atelier::ui::Rail", "Compare"), "compare"};
    }
    return {};
}

QPixmap dot(const QColor& color, qreal ratio) {
    constexpr int kSize = 7;
    QPixmap pixmap(QSize(kSize, kSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(0, 0, kSize, kSize);
    return pixmap;
}

// While it runs, what is to be seen of it comes before the next step.
std::optional<Advice> runningNow(const JobCenter& jobs) {
    if (!jobs.active("train").empty())
        return Advice{QT_TRANSLATE_NOOP("atelier::ui::Rail", "The model is being trained."),
                      QT_TRANSLATE_NOOP("atelier::ui::Rail", "See its charts"), "train"};
    if (!jobs.active("compare").empty())
        return Advice{QT_TRANSLATE_NOOP("atelier::ui::Rail", "Answers before and after are being compared."),
                      QT_TRANSLATE_NOOP("atelier::ui::Rail", "See how far it is"), "compare"};
    return {};
}

}  // namespace

Rail::Rail(Studio& studio, const std::vector<Item>& items, QWidget* parent) : QFrame(parent), studio_(studio) {
    setProperty("kind", "rail");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kSmall, space::kMedium, space::kSmall, space::kMedium);
    layout->setSpacing(space::kHair);

    project_ = new QToolButton(this);
    project_->setObjectName("rail-project");
    project_->setProperty("data", true);  // shows a name
    project_->setIcon(icon("folder"));
    project_->setIconSize({kIcon, kIcon});
    project_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    project_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(project_, &QToolButton::clicked, this, &Rail::startPageWanted);
    layout->addWidget(project_);
    layout->addSpacing(space::kMedium);

    for (const Item& item : items) {
        auto* button = new QToolButton(this);
        button->setObjectName("rail-" + item.id);
        button->setIcon(icon(item.icon));
        button->setIconSize({kIcon, kIcon});
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        connect(button, &QToolButton::clicked, item.action, &QAction::trigger);
        auto* mark = new QLabel(button);  // a tick at the right of what is done
        auto* inside = new QHBoxLayout(button);
        inside->setContentsMargins(0, 0, space::kSmall, 0);
        inside->addStretch();
        inside->addWidget(mark);
        buttons_.push_back({item, button, mark});
        layout->addWidget(button);
    }
    layout->addStretch();

    next_ = new QFrame(this);
    next_->setProperty("kind", "card");
    auto* card = new QVBoxLayout(next_);
    card->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    card->setSpacing(space::kSmall);
    nextTitle_ = new QLabel(next_);
    nextTitle_->setFont(theme().font(TextStyle::Small));
    nextTitle_->setProperty("kind", "accent");
    nextText_ = new QLabel(next_);
    nextText_->setWordWrap(true);
    nextButton_ = new QPushButton(next_);
    nextButton_->setObjectName("rail-next");
    nextButton_->setProperty("kind", "primary");
    connect(nextButton_, &QPushButton::clicked, this, [this] { studio_.showPage(nextPage_); });
    card->addWidget(nextTitle_);
    card->addWidget(nextText_);
    card->addWidget(nextButton_);
    layout->addWidget(next_);
    layout->addSpacing(space::kSmall);

    more_ = new QToolButton(this);
    more_->setObjectName("rail-settings");
    more_->setIcon(icon("settings"));
    more_->setIconSize({kIcon, kIcon});
    more_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(more_, &QToolButton::clicked, this, &Rail::openMenu);
    layout->addWidget(more_);

    connect(&studio_.shortcuts(), &Shortcuts::changed, this, &Rail::refresh);
    connect(&studio_, &Studio::progressed, this, &Rail::refresh);
    connect(&studio_, &Studio::projectChanged, this, &Rail::refresh);
    connect(&studio_.jobs(), &JobCenter::added, this, &Rail::refresh);
    connect(&theme(), &Theme::changed, this, &Rail::refresh);
    setCompact(false);
}

void Rail::setCurrent(const QString& id) {
    for (const Button& button : buttons_)
        button.button->setChecked(button.item.id == id);
    current_ = id;
    refresh();
}

void Rail::setCompact(bool compact) {
    compact_ = compact;
    setFixedWidth(compact ? kNarrow : kWide);
    refresh();
}

void Rail::refresh() {
    const auto style = compact_ ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon;
    const Session* session = studio_.session();
    project_->setToolButtonStyle(style);
    const QString name = session ? session->name() : tr("No project");
    project_->setText(' ' + project_->fontMetrics().elidedText(name, Qt::ElideMiddle, kWide - 72));
    project_->setToolTip(session ? tr("%1\nOpen another project (%2)")
                                       .arg(session->folder(), keyText(studio_.shortcuts().keys("project.open")))
                                 : tr("Open a project"));
    project_->setAccessibleName(tr("Project %1").arg(name));
    const auto step = studio_.nextStep();
    for (const Button& button : buttons_) {
        button.button->setToolButtonStyle(style);
        button.button->setText(' ' + button.item.action->text());
        button.button->setAccessibleName(button.item.action->text());
        button.button->setToolTip(button.item.action->toolTip());
        const bool done = button.item.step && studio_.isDone(*button.item.step);
        // A narrow rail has no room for words: a mark shows what comes next.
        const bool next = compact_ && step && button.item.step == step;
        button.mark->setVisible(next || (done && !compact_));
        button.mark->setPixmap(next ? dot(theme().color(Role::Accent), devicePixelRatioF())
                                    : icon("check", Role::Success).pixmap(QSize(14, 14), devicePixelRatioF()));
        button.button->layout()->setContentsMargins(0, 0, next ? space::kHair : space::kSmall, 0);
        button.mark->setToolTip(next ? tr(adviceFor(*step).text) : done ? tr("Done") : QString());
        if (next) button.button->setToolTip(button.button->toolTip() + '\n' + tr(adviceFor(*step).text));
    }
    more_->setToolButtonStyle(style);
    more_->setText(' ' + tr("Settings"));
    more_->setToolTip(tr("Look, language, shortcuts"));
    const auto running = runningNow(studio_.jobs());
    next_->setVisible(session && (step || running) && !compact_);
    if (step || running) {
        const Advice advice = running ? *running : adviceFor(*step);
        nextPage_ = advice.page;
        nextTitle_->setText(running ? tr("NOW") : tr("NEXT"));
        nextText_->setText(tr(advice.text));
        nextButton_->setText(tr(advice.button));
        nextButton_->setToolTip(tr(advice.text));
        nextButton_->setVisible(nextPage_ != current_);  // there already: the page's own button is the next step
    }
}

void Rail::openMenu() {
    QMenu menu(this);
    auto* look = menu.addMenu(icon("sun"), tr("Look"));
    auto* looks = new QActionGroup(look);
    const std::array<std::pair<Scheme, QString>, 3> schemes{
        {{Scheme::System, tr("As the system")}, {Scheme::Light, tr("Light")}, {Scheme::Dark, tr("Dark")}}};
    for (const auto& choice : schemes) {
        QAction* action = look->addAction(choice.second, this, [this, scheme = choice.first] {
            studio_.preferences().setScheme(scheme);
            theme().setScheme(scheme);
        });
        action->setCheckable(true);
        action->setChecked(theme().scheme() == choice.first);
        looks->addAction(action);
    }
    auto* language = menu.addMenu(icon("language"), tr("Language"));
    for (const QString& code : languages()) {
        QAction* action = language->addAction(languageName(code), this, [this, code] {
            studio_.preferences().setLanguage(code);
            setLanguage(*QCoreApplication::instance(), code);
        });
        action->setCheckable(true);
        action->setChecked(QLocale().name().startsWith(code));
    }
    menu.addSeparator();
    for (const char* id : {"window.palette", "window.shortcuts", "project.open"})
        if (QAction* action = studio_.actions().find(id)) menu.addAction(action);
    menu.exec(more_->mapToGlobal(QPoint(more_->width(), more_->height() - menu.sizeHint().height())));
}

void Rail::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refresh();
    QFrame::changeEvent(event);
}

}  // namespace atelier::ui
