<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>CheckRows</name>
    <message>
        <source>Not supported, and it would change what is learned: %1</source>
        <translation>不支持，而且会改变学到的内容：%1</translation>
    </message>
    <message>
        <source>Unknown; “%1” may be meant</source>
        <translation>未知；可能是指“%1”</translation>
    </message>
    <message>
        <source>No option of Atelier; kept in the file</source>
        <translation>不是 Atelier 的选项；保留在文件中</translation>
    </message>
</context>
<context>
    <name>Compared</name>
    <message>
        <source>Before and after: %1</source>
        <translation>前后对比：%1</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Character error rate</source>
        <translation>字符错误率</translation>
    </message>
    <message>
        <source>Word error rate</source>
        <translation>词错误率</translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation>完全匹配</translation>
    </message>
    <message>
        <source>ANLS</source>
        <translation>ANLS</translation>
    </message>
    <message>
        <source>Answer match</source>
        <translation>回答匹配</translation>
    </message>
    <message>
        <source>Fields (F1)</source>
        <translation>字段（F1）</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>无变化</translation>
    </message>
    <message>
        <source>%1 higher</source>
        <translation>升高 %1</translation>
    </message>
    <message>
        <source>%1 lower</source>
        <translation>降低 %1</translation>
    </message>
    <message>
        <source>%1 times as high</source>
        <translation>为原来的 %1 倍</translation>
    </message>
    <message>
        <source>%1 % higher</source>
        <translation>升高 %1%</translation>
    </message>
    <message>
        <source>%1 % lower</source>
        <translation>降低 %1%</translation>
    </message>
    <message>
        <source>better %1</source>
        <translation>变好 %1</translation>
    </message>
    <message>
        <source>worse %1</source>
        <translation>变差 %1</translation>
    </message>
    <message>
        <source>same</source>
        <translation>持平</translation>
    </message>
    <message>
        <source>no score</source>
        <translation>无评分</translation>
    </message>
</context>
<context>
    <name>EditWords</name>
    <message>
        <source>tags set: %1</source>
        <translation>标签设为：%1</translation>
    </message>
    <message>
        <source>tags added: %1</source>
        <translation>添加标签：%1</translation>
    </message>
    <message>
        <source>tags removed: %1</source>
        <translation>去除标签：%1</translation>
    </message>
    <message>
        <source>split set to %1</source>
        <translation>划分设为 %1</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>已检查</translation>
    </message>
    <message>
        <source>unchecked</source>
        <translation>取消检查</translation>
    </message>
    <message>
        <source>samples removed</source>
        <translation>移除样本</translation>
    </message>
    <message>
        <source>splits assigned</source>
        <translation>分配划分</translation>
    </message>
    <message>
        <source>label %1 renamed to %2</source>
        <translation>标注 %1 重命名为 %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; replaced by &quot;%2&quot;</source>
        <translation>“%1”替换为“%2”</translation>
    </message>
    <message>
        <source>samples grouped</source>
        <translation>样本已分组</translation>
    </message>
    <message>
        <source>marks fitted to the files</source>
        <translation>标记已与文件匹配</translation>
    </message>
    <message>
        <source>empty answers removed</source>
        <translation>移除空回答</translation>
    </message>
    <message>
        <source>regions fitted to the pictures</source>
        <translation>区域已按图片调整</translation>
    </message>
    <message>
        <source>findings mended</source>
        <translation>修复检查结果</translation>
    </message>
    <message>
        <source>frames taken of a video</source>
        <translation>从视频中截取帧</translation>
    </message>
    <message>
        <source>key fields mended</source>
        <translation>修复关键字段</translation>
    </message>
    <message>
        <source>split cleared</source>
        <translation>清除划分</translation>
    </message>
    <message>
        <source>feedback: good</source>
        <translation>反馈：好</translation>
    </message>
    <message>
        <source>feedback: bad</source>
        <translation>反馈：不好</translation>
    </message>
    <message>
        <source>feedback removed</source>
        <translation>反馈已移除</translation>
    </message>
    <message>
        <source>answers judged</source>
        <translation>回答已评判</translation>
    </message>
    <message>
        <source>a vote undone</source>
        <translation>一次评判已撤回</translation>
    </message>
    <message>
        <source>classes changed</source>
        <translation>类别已更改</translation>
    </message>
</context>
<context>
    <name>FieldProblem</name>
    <message>
        <source>This field is required.</source>
        <translation>此字段为必填项。</translation>
    </message>
    <message>
        <source>A text belongs here.</source>
        <translation>此处应填写文本。</translation>
    </message>
    <message>
        <source>A date belongs here, as year-month-day: 2024-12-31.</source>
        <translation>此处应填写日期，格式为年-月-日：2024-12-31。</translation>
    </message>
    <message>
        <source>One of these belongs here: %1.</source>
        <translation>此处应为以下之一：%1。</translation>
    </message>
    <message>
        <source>A whole number belongs here.</source>
        <translation>此处应填写整数。</translation>
    </message>
    <message>
        <source>A number belongs here, with a point for decimals.</source>
        <translation>此处应填写数字，小数点用“.”。</translation>
    </message>
    <message>
        <source>Yes or no belongs here.</source>
        <translation>此处应填写是或否。</translation>
    </message>
    <message>
        <source>Fields belong here, not a single value.</source>
        <translation>此处应为多个字段，而不是单个值。</translation>
    </message>
    <message>
        <source>A list belongs here.</source>
        <translation>此处应为列表。</translation>
    </message>
    <message>
        <source>The schema does not know this field.</source>
        <translation>架构中没有此字段。</translation>
    </message>
</context>
<context>
    <name>Filter</name>
    <message>
        <source>has this tag</source>
        <translation>带有此标签</translation>
    </message>
    <message>
        <source>has a region with this label</source>
        <translation>有此标注的区域</translation>
    </message>
    <message>
        <source>is in this split: train, validation, test, or none</source>
        <translation>属于此划分：train、validation、test 或 none</translation>
    </message>
    <message>
        <source>is of this group</source>
        <translation>属于此分组</translation>
    </message>
    <message>
        <source>this text is in its id</source>
        <translation>其 ID 含有此文本</translation>
    </message>
    <message>
        <source>this text is in the path of one of its files</source>
        <translation>其某个文件的路径含有此文本</translation>
    </message>
    <message>
        <source>this text is in one of its turns or transcriptions</source>
        <translation>其某轮对话或转写含有此文本</translation>
    </message>
    <message>
        <source>this text is in a system or user turn</source>
        <translation>系统或用户轮次含有此文本</translation>
    </message>
    <message>
        <source>this text is in an assistant turn</source>
        <translation>助手轮次含有此文本</translation>
    </message>
    <message>
        <source>this text is in the transcription of a region</source>
        <translation>某个区域的转写含有此文本</translation>
    </message>
    <message>
        <source>how many images it has</source>
        <translation>图片数量</translation>
    </message>
    <message>
        <source>how many videos it has</source>
        <translation>视频数量</translation>
    </message>
    <message>
        <source>how many turns it has</source>
        <translation>对话轮数</translation>
    </message>
    <message>
        <source>how many regions it has</source>
        <translation>区域数量</translation>
    </message>
    <message>
        <source>how many tags it has</source>
        <translation>标签数量</translation>
    </message>
    <message>
        <source>characters of its answers</source>
        <translation>回答的字符数</translation>
    </message>
    <message>
        <source>tokens the model sees, where they were counted</source>
        <translation>模型看到的词元数（已统计的样本）</translation>
    </message>
    <message>
        <source>tokens of its pictures, where they were counted</source>
        <translation>图片的词元数（已统计的样本）</translation>
    </message>
    <message>
        <source>was checked by a person</source>
        <translation>已有人检查</translation>
    </message>
    <message>
        <source>was not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>ends with an answer</source>
        <translation>以回答结尾</translation>
    </message>
    <message>
        <source>has no answer at its end</source>
        <translation>结尾没有回答</translation>
    </message>
    <message>
        <source>has a region that is linked to words</source>
        <translation>有与文字关联的区域</translation>
    </message>
    <message>
        <source>characters of its system and user turns</source>
        <translation>系统和用户轮次的字符数</translation>
    </message>
    <message>
        <source>pixels across its widest picture</source>
        <translation>最宽图片的宽度（像素）</translation>
    </message>
    <message>
        <source>pixels down its highest picture</source>
        <translation>最高图片的高度（像素）</translation>
    </message>
    <message>
        <source>millions of pixels of its largest picture</source>
        <translation>最大图片的像素数（百万）</translation>
    </message>
    <message>
        <source>seconds of the parts of videos that it shows</source>
        <translation>所显示的视频片段的秒数</translation>
    </message>
    <message>
        <source>has a region of this shape: box, rotated_box, polygon, circle, line, point</source>
        <translation>有此形状的区域：box、rotated_box、polygon、circle、line、point</translation>
    </message>
    <message>
        <source>has metadata of this name; meta.NAME:text compares what it says</source>
        <translation>有此名称的元数据；meta.NAME:text 比较其内容</translation>
    </message>
    <message>
        <source>has a region with a mask</source>
        <translation>有带掩码的区域</translation>
    </message>
    <message>
        <source>has a region with keypoints</source>
        <translation>有带关键点的区域</translation>
    </message>
    <message>
        <source>the most right answers that one of its questions has</source>
        <translation>一个问题最多有几个正确回答</translation>
    </message>
    <message>
        <source>how many calls of tools it has</source>
        <translation>工具调用的次数</translation>
    </message>
    <message>
        <source>weight in the loss, of one of its turns that has its own</source>
        <translation>自带权重的轮次在损失中的权重</translation>
    </message>
    <message>
        <source>has an answer with a worse one beside it: a preference</source>
        <translation>有一个回答旁边带有较差的回答：偏好</translation>
    </message>
    <message>
        <source>has an answer with the feedback good</source>
        <translation>有一个回答的反馈为好</translation>
    </message>
    <message>
        <source>has an answer with the feedback bad</source>
        <translation>有一个回答的反馈为不好</translation>
    </message>
    <message>
        <source>has a preference or feedback</source>
        <translation>有偏好或反馈</translation>
    </message>
    <message>
        <source>has tools that may be called, calls of tools or their results</source>
        <translation>有可调用的工具、工具调用或其结果</translation>
    </message>
    <message>
        <source>has a turn with a weight of its own in the loss</source>
        <translation>有一轮在损失中带有自己的权重</translation>
    </message>
</context>
<context>
    <name>FindingWords</name>
    <message>
        <source>At step %1 the loss or the gradient was no finite number</source>
        <translation>第 %1 步的损失或梯度不是有限的数</translation>
    </message>
    <message>
        <source>Start again with a learning rate of %1, or with bf16 in place of fp16. If it comes back at the same sample, look at that sample.</source>
        <translation>请用学习率 %1 重新开始，或用 bf16 代替 fp16。如果总在同一样本处出现，请检查该样本。</translation>
    </message>
    <message>
        <source>Start again with a learning rate of %1, or with max_grad_norm at 0.5. If it comes back at the same sample, look at that sample.</source>
        <translation>请用学习率 %1 重新开始，或将 max_grad_norm 设为 0.5。如果总在同一样本处出现，请检查该样本。</translation>
    </message>
    <message>
        <source>The training diverges: the loss is %1 and was %2 at its best</source>
        <translation>训练发散：损失为 %1，最好时为 %2</translation>
    </message>
    <message>
        <source>Stop, and start again with a learning rate of %1 and a longer warm-up.</source>
        <translation>请停止训练，用学习率 %1 和更长的预热重新开始。</translation>
    </message>
    <message>
        <source>Gradients are suddenly many times longer than before: %1 against %2</source>
        <translation>梯度突然比之前大了很多倍：%1，此前为 %2</translation>
    </message>
    <message>
        <source>Start again with a learning rate of %1 and max_grad_norm at 1.</source>
        <translation>请用学习率 %1 并将 max_grad_norm 设为 1 重新开始。</translation>
    </message>
    <message>
        <source>Start again with a learning rate of %1.</source>
        <translation>请用学习率 %1 重新开始。</translation>
    </message>
    <message numerus="yes">
        <source>The loss has not moved in %Ln steps: %1 at first, %2 now</source>
        <translation>
            <numerusform>损失在 %Ln 步内没有变化：起初 %1，现在 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Try a learning rate of %1, and look whether the samples&apos; answers follow from what is asked.</source>
        <translation>请尝试学习率 %1，并检查样本的回答能否由问题得出。</translation>
    </message>
    <message>
        <source>The model learns the training samples by heart: their loss has fallen to %1, while that of the validation samples rises to %2 (best %3)</source>
        <translation>模型正在死记训练样本（过拟合）：训练损失已降至 %1，而验证样本的损失升至 %2（最好为 %3）</translation>
    </message>
    <message>
        <source>Keep the best evaluation (load_best_model_at_end) and end early (early_stopping_steps: 3), train fewer epochs, or add samples or augmentation.</source>
        <translation>请保留最好的一次评估（load_best_model_at_end）并提前结束（early_stopping_steps: 3），减少轮数，或增加样本或数据增强。</translation>
    </message>
    <message numerus="yes">
        <source>All %Ln sample answers are empty</source>
        <translation>
            <numerusform>全部 %Ln 个样本回答都是空的</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln sample answers are the same</source>
        <translation>
            <numerusform>全部 %Ln 个样本回答都相同</numerusform>
        </translation>
    </message>
    <message>
        <source>If they stay so, start again with a learning rate of %1, and look whether most training samples have that answer.</source>
        <translation>如果一直如此，请用学习率 %1 重新开始，并检查是否大多数训练样本都是这个回答。</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>Preparing data</source>
        <translation>正在准备数据</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Evaluating</source>
        <translation>正在评估</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>正在绘制</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Looking at pictures</source>
        <translation>正在查看图片</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Making variations</source>
        <translation>正在生成变体</translation>
    </message>
    <message>
        <source>Counting tokens</source>
        <translation>正在统计词元</translation>
    </message>
    <message>
        <source>Measuring samples</source>
        <translation>正在测量样本</translation>
    </message>
    <message>
        <source>Estimating</source>
        <translation>正在估算</translation>
    </message>
    <message>
        <source>Before tuning</source>
        <translation>微调前</translation>
    </message>
    <message>
        <source>After tuning</source>
        <translation>微调后</translation>
    </message>
    <message>
        <source>Waiting for memory</source>
        <translation>等待内存</translation>
    </message>
    <message>
        <source>Computing the measures</source>
        <translation>正在计算指标</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>phase, of which contestant</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Asking the reference model</source>
        <translation>询问参考模型</translation>
    </message>
</context>
<context>
    <name>ImportAccount</name>
    <message numerus="yes">
        <source>%Ln turns</source>
        <translation>
            <numerusform>%Ln 轮</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln videos</source>
        <translation>
            <numerusform>%Ln 个视频</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln regions</source>
        <translation>
            <numerusform>%Ln 个区域</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between counts</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Read: %1</source>
        <translation>已读取：%1</translation>
    </message>
</context>
<context>
    <name>LongerDialog</name>
    <message>
        <source>The run is being trained: wait until it has ended.</source>
        <translation>该运行正在训练：请等待它结束。</translation>
    </message>
    <message>
        <source>A run made of stages or folds cannot be made longer. Start a new run from its result instead: Branch… on the page Runs.</source>
        <translation>由阶段或折组成的运行不能延长。请改为从其结果开始新的运行：“运行”页面上的“分支…”。</translation>
    </message>
    <message>
        <source>The run has kept no checkpoint to go on from (save_strategy). Start a new run from its result instead: Branch… on the page Runs.</source>
        <translation>该运行没有保留可继续的检查点（save_strategy）。请改为从其结果开始新的运行：“运行”页面上的“分支…”。</translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How far each step goes</source>
        <translation>每一步的更新幅度</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>How strongly a step pulls; growing without end says that the learning rate is too high</source>
        <translation>每一步更新的力度；如果持续增大，说明学习率过高</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Speed of the training</source>
        <translation>训练速度</translation>
    </message>
    <message>
        <source>Graphics memory</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>Most that was in use on the graphics card</source>
        <translation>显卡上的显存占用峰值</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>What the training&apos;s process uses</source>
        <translation>训练进程占用的内存</translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation>样本/秒</translation>
    </message>
    <message>
        <source>Speed of the training, in samples</source>
        <translation>训练速度（按样本计）</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>How busy the graphics card is</source>
        <translation>显卡的繁忙程度</translation>
    </message>
    <message>
        <source>On the validation samples</source>
        <translation>验证样本上的值</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>Reserved graphics memory</source>
        <translation>已预留显存</translation>
    </message>
    <message>
        <source>Most that was reserved on the graphics card</source>
        <translation>显卡上的显存预留峰值</translation>
    </message>
    <message>
        <source>Loss scale</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>What the loss is multiplied by, with fp16</source>
        <translation>使用 fp16 时损失所乘的系数</translation>
    </message>
    <message>
        <source>Skipped steps</source>
        <translation>跳过的步数</translation>
    </message>
    <message>
        <source>Steps that changed nothing so far: their loss or gradient was not finite</source>
        <translation>到目前为止未作任何更新的步数：其损失或梯度不是有限值</translation>
    </message>
    <message>
        <source>Factor on the learning rate</source>
        <translation>学习率系数</translation>
    </message>
    <message>
        <source>Change of the learning rate that was asked for while training</source>
        <translation>训练过程中所要求的学习率调整</translation>
    </message>
    <message>
        <source>Longest answers</source>
        <translation>最长答案</translation>
    </message>
    <message>
        <source>Answers of up to so many characters are trained on, with curriculum_loss</source>
        <translation>使用 curriculum_loss 时，只训练不超过该字符数的答案</translation>
    </message>
    <message>
        <source>Time of the evaluation</source>
        <translation>评估用时</translation>
    </message>
    <message>
        <source>How long the validation loss took</source>
        <translation>计算验证损失所用的时间</translation>
    </message>
    <message>
        <source>Samples a second of the evaluation</source>
        <translation>评估时的样本/秒</translation>
    </message>
    <message>
        <source>Speed of the validation loss</source>
        <translation>计算验证损失的速度</translation>
    </message>
    <message>
        <source>%1, validation</source>
        <translation>%1（验证）</translation>
    </message>
    <message>
        <source>Mean loss since the last log: of the target tokens, or of the judged answers</source>
        <translation>自上次记录以来的平均损失：按目标词元，或按被评判的回答</translation>
    </message>
    <message>
        <source>Mean loss of the validation samples</source>
        <translation>验证样本的平均损失</translation>
    </message>
    <message>
        <source>Preferences met</source>
        <translation>偏好满足率</translation>
    </message>
    <message>
        <source>Share of the pairs whose preferred answer has the higher reward</source>
        <translation>偏好回答的奖励更高的样本对所占比例</translation>
    </message>
    <message>
        <source>Reward margin</source>
        <translation>奖励差</translation>
    </message>
    <message>
        <source>By how much the reward of preferred answers is above that of rejected ones</source>
        <translation>偏好回答的奖励比被拒回答的奖励高多少</translation>
    </message>
    <message>
        <source>Reward of preferred answers</source>
        <translation>偏好回答的奖励</translation>
    </message>
    <message>
        <source>How much more probable than for the reference model preferred or liked answers are: beta times the logarithm</source>
        <translation>偏好（或获赞）回答的概率比参考模型高多少：beta 乘以其对数</translation>
    </message>
    <message>
        <source>Reward of rejected answers</source>
        <translation>被拒回答的奖励</translation>
    </message>
    <message>
        <source>The same of rejected or disliked answers</source>
        <translation>被拒（或不受喜欢）回答的同一数值</translation>
    </message>
    <message>
        <source>Log probability of preferred answers</source>
        <translation>偏好回答的对数概率</translation>
    </message>
    <message>
        <source>Summed over an answer&apos;s tokens; of ipo, orpo and simpo the mean over them</source>
        <translation>对回答的词元求和；ipo、orpo 和 simpo 为其平均值</translation>
    </message>
    <message>
        <source>Log probability of rejected answers</source>
        <translation>被拒回答的对数概率</translation>
    </message>
    <message>
        <source>Distance from the reference</source>
        <translation>与参考模型的距离</translation>
    </message>
    <message>
        <source>How far the model has gone from the reference model, as KTO estimates it</source>
        <translation>KTO 估计的模型偏离参考模型的程度</translation>
    </message>
    <message>
        <source>Loss of preferred answers</source>
        <translation>偏好回答的损失</translation>
    </message>
    <message>
        <source>ORPO&apos;s part that learns the preferred answers, per token</source>
        <translation>ORPO 中学习偏好回答的部分，按词元计</translation>
    </message>
    <message>
        <source>Loss of the odds</source>
        <translation>几率损失</translation>
    </message>
    <message>
        <source>ORPO&apos;s part that lowers the odds of rejected answers</source>
        <translation>ORPO 中降低被拒回答几率的部分</translation>
    </message>
</context>
<context>
    <name>ModelFolder</name>
    <message>
        <source>config.json: what the model is made of</source>
        <translation>config.json：模型的结构</translation>
    </message>
    <message>
        <source>tokenizer.json: how texts become tokens</source>
        <translation>tokenizer.json：文本如何转换为词元</translation>
    </message>
    <message>
        <source>preprocessor_config.json: how pictures are prepared</source>
        <translation>preprocessor_config.json：图片如何预处理</translation>
    </message>
    <message>
        <source>%1: a part of the weights</source>
        <translation>%1：权重的一部分</translation>
    </message>
    <message>
        <source>model.safetensors: the weights</source>
        <translation>model.safetensors：权重</translation>
    </message>
    <message>
        <source>Vision tower</source>
        <translation>视觉编码器</translation>
    </message>
    <message>
        <source>Projector</source>
        <translation>投影层</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>Weights and config.json do not belong together, or the download is not whole: download the folder again.</source>
        <translation>权重与 config.json 不匹配，或下载不完整：请重新下载该文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tensors that config.json asks for are not in the files.</source>
        <translation>
            <numerusform>文件中缺少 config.json 要求的 %Ln 个张量。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tensors have another shape than config.json asks for.</source>
        <translation>
            <numerusform>有 %Ln 个张量的形状与 config.json 的要求不符。</numerusform>
        </translation>
    </message>
    <message>
        <source>Vision model</source>
        <translation>视觉模型</translation>
    </message>
    <message>
        <source>Q-Former</source>
        <translation>Q-Former</translation>
    </message>
    <message>
        <source>Language projection</source>
        <translation>语言投影层</translation>
    </message>
</context>
<context>
    <name>OptionForm</name>
    <message>
        <source>Needs yes or no</source>
        <translation>需要填写是或否</translation>
    </message>
    <message>
        <source>Needs a whole number</source>
        <translation>需要填写整数</translation>
    </message>
    <message>
        <source>Needs a number, such as 0.5 or 1e-4</source>
        <translation>需要填写数字，例如 0.5 或 1e-4</translation>
    </message>
    <message>
        <source>Needs a text</source>
        <translation>需要填写文本</translation>
    </message>
    <message>
        <source>Needs names with commas between them</source>
        <translation>需要填写名称，以英文逗号分隔</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>above %1, at most %2</source>
        <translation>大于 %1，且不超过 %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>above %1</source>
        <translation>大于 %1</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>不小于 %1</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>不超过 %1</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>允许的值：%1</translation>
    </message>
    <message>
        <source>Default: not set</source>
        <translation>默认值：未设置</translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation>默认值：%1</translation>
    </message>
    <message>
        <source>Only when %1 is %2</source>
        <translation>仅当“%1”为“%2”时可用</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open a model, see what it is, try it</source>
        <translation>打开模型，查看其结构并试用</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Bring pictures with texts, look through them</source>
        <translation>导入图片及其文本并浏览</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Choose how the model is trained</source>
        <translation>选择模型的训练方式</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Train under live charts</source>
        <translation>训练并查看实时图表</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>See answers before and after, side by side</source>
        <translation>并排查看微调前后的回答</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Every training of this project</source>
        <translation>本项目的所有训练</translation>
    </message>
    <message>
        <source>Sweeps</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Find the best settings by trying many</source>
        <translation>尝试多种设置，找出最好的</translation>
    </message>
</context>
<context>
    <name>Preflight</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The model, as it is loaded</source>
        <translation>加载后的模型本身</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>One number for each parameter that is trained</source>
        <translation>每个参与训练的参数对应一个数</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>What it keeps of each parameter that is trained</source>
        <translation>优化器为每个参与训练的参数保存的状态</translation>
    </message>
    <message>
        <source>Activations of the vision tower</source>
        <translation>视觉编码器的激活值</translation>
    </message>
    <message>
        <source>Kept for the way back; grows with the pictures</source>
        <translation>为反向传播保留；图片越大占用越多</translation>
    </message>
    <message>
        <source>Activations of the language model</source>
        <translation>语言模型的激活值</translation>
    </message>
    <message>
        <source>Kept for the way back; grows with the tokens of a batch</source>
        <translation>为反向传播保留；批次的词元越多占用越多</translation>
    </message>
    <message>
        <source>Working memory</source>
        <translation>临时内存</translation>
    </message>
    <message>
        <source>What a layer or the logits need for a moment</source>
        <translation>某一层或 logits 计算时短暂需要的内存</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>The pictures of the batches that are ready</source>
        <translation>已准备好的批次中的图片</translation>
    </message>
    <message>
        <source>Sample answers</source>
        <translation>样本回答</translation>
    </message>
    <message>
        <source>What answering keeps of the tokens before</source>
        <translation>生成回答时为前面的词元保留的缓存</translation>
    </message>
    <message>
        <source>Files of the model</source>
        <translation>模型文件</translation>
    </message>
    <message>
        <source>While they are read</source>
        <translation>读取文件时占用</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>The engine itself, whatever is trained</source>
        <translation>引擎本身，与训练内容无关</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>内存足够</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>内存紧张</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>while it trains</source>
        <translation>训练时</translation>
    </message>
    <message>
        <source>while it evaluates</source>
        <translation>评估时</translation>
    </message>
    <message>
        <source>while the model is loaded</source>
        <translation>加载模型时</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a setting and its value</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>The recipe has stages: this is of “%1”, which needs most; steps and time are of all.</source>
        <translation>方案分多个阶段：此处为需求最大的“%1”阶段，步数和时间为全部阶段之和。</translation>
    </message>
    <message numerus="yes">
        <source>The recipe trains %Ln folds: steps and time are of all.</source>
        <translation>
            <numerusform>方案训练 %Ln 折：步数和时间为各折之和。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>(IA)³</source>
        <translation>(IA)³</translation>
    </message>
    <message>
        <source>Prefix tuning</source>
        <translation>前缀微调</translation>
    </message>
    <message>
        <source>All weights</source>
        <translation>全部权重</translation>
    </message>
    <message>
        <source>InstructBLIP</source>
        <translation>InstructBLIP</translation>
    </message>
    <message>
        <source>Sees every image at one fixed size, in few tokens that follow from what the prompt asks.</source>
        <translation>以同一固定尺寸查看每张图像，用少量随提示词所问而变的词元表示。</translation>
    </message>
    <message>
        <source>LLaVA-1.5</source>
        <translation>LLaVA-1.5</translation>
    </message>
    <message>
        <source>Sees every image at one fixed size.</source>
        <translation>以同一固定尺寸查看每张图像。</translation>
    </message>
    <message>
        <source>Gemma 3</source>
        <translation>Gemma 3</translation>
    </message>
    <message>
        <source>Sees every image at one fixed size, as 256 tokens.</source>
        <translation>以同一固定尺寸查看每张图像，每张图像占 256 个词元。</translation>
    </message>
    <message>
        <source>Llama 3.2 Vision</source>
        <translation>Llama 3.2 Vision</translation>
    </message>
    <message>
        <source>Sees an image in up to four tiles. Layers of its own attend to it: an image takes one token of the text.</source>
        <translation>把图像分成最多四块来查看。由专门的层关注图像：一张图像在文本中只占一个词元。</translation>
    </message>
    <message>
        <source>PaliGemma</source>
        <translation>PaliGemma</translation>
    </message>
    <message>
        <source>PaliGemma 1 and 2 see every image at one fixed size and read image and prompt as a whole before they answer.</source>
        <translation>PaliGemma 1 和 2 以同一固定尺寸查看每张图像，先把图像与提示词作为整体读完，再作回答。</translation>
    </message>
    <message>
        <source>Qwen2-VL</source>
        <translation>Qwen2-VL</translation>
    </message>
    <message>
        <source>Sees images and videos at their own size, up to a limit that you choose.</source>
        <translation>按图像和视频自身的尺寸查看，上限可自行设定。</translation>
    </message>
    <message>
        <source>Best for a result that needs no adapter: trains the weights of the last two layers.</source>
        <translation>适合：使用结果时不需要适配器的情形。训练最后两层的权重。</translation>
    </message>
    <message>
        <source>Best for thousands of samples: learns the most and forgets the most.</source>
        <translation>适合：有数千个样本的情形。学得最多，也忘得最多。</translation>
    </message>
    <message>
        <source>Best for a new format or style of answers, not for new knowledge. Gives the smallest result.</source>
        <translation>适合：学习新的回答格式或风格，不适合学习新知识。结果文件最小。</translation>
    </message>
    <message>
        <source>Best for most tasks: learns nearly as much as training all weights, and the result is a file of a few megabytes.</source>
        <translation>适合：大多数任务。学习效果接近训练全部权重，结果文件只有几 MB。</translation>
    </message>
    <message>
        <source>Best for one narrow task: the weights stay as they are, and learned tokens come before every text.</source>
        <translation>适合：单一的专门任务。权重保持不变，学到的词元置于每段文本之前。</translation>
    </message>
    <message>
        <source>CPU only</source>
        <translation>仅 CPU</translation>
    </message>
    <message>
        <source>Best for a small model on a computer without a GPU.</source>
        <translation>适合：没有 GPU 的电脑上的小模型。</translation>
    </message>
    <message>
        <source>Small GPU (12 to 24 GB)</source>
        <translation>小型 GPU（12 至 24 GB）</translation>
    </message>
    <message>
        <source>Best for a model of about 2 billion parameters.</source>
        <translation>适合：约 20 亿参数的模型。</translation>
    </message>
    <message>
        <source>Large GPU (80 GB or more)</source>
        <translation>大型 GPU（80 GB 或以上）</translation>
    </message>
    <message>
        <source>Best for a model of up to 7 billion parameters.</source>
        <translation>适合：不超过 70 亿参数的模型。</translation>
    </message>
    <message>
        <source>Reads printed lines of real receipts: LoRA on the starter model, region crop -&gt; transcription.</source>
        <translation>识别真实小票上的印刷文字行：在入门示例模型上使用 LoRA，区域裁剪图 -&gt; 转写文本。</translation>
    </message>
    <message>
        <source>Best for seeing the main job on real input. Takes a few minutes on a CPU.</source>
        <translation>适合：查看真实数据上主要任务的效果。在 CPU 上只需几分钟。</translation>
    </message>
    <message>
        <source>Teaches the starter model an answer format that it has never seen: JSON instead of a plain word.</source>
        <translation>教入门示例模型一种从未见过的回答格式：用 JSON 代替单个词。</translation>
    </message>
    <message>
        <source>Best for a first look at Atelier. Takes a few minutes on 2 CPU cores.</source>
        <translation>适合：初次体验 Atelier。使用 2 个 CPU 核心，只需几分钟。</translation>
    </message>
    <message>
        <source>Teaches the starter model a print style that it has never seen: dot-matrix lines.</source>
        <translation>教入门示例模型识别一种从未见过的印刷样式：点阵打印的文字行。</translation>
    </message>
    <message>
        <source>LLaVA-1.5 in two stages: the projector, then LoRA.</source>
        <translation>LLaVA-1.5 两阶段训练：先训练投影层，再训练 LoRA。</translation>
    </message>
    <message>
        <source>Best for images of a kind that the model has never seen, on a GPU of 80 GB or more.</source>
        <translation>适合：模型从未见过的图像类型，需要 80 GB 或更大显存的 GPU。</translation>
    </message>
    <message>
        <source>First the projector alone learns to read the new images, then LoRA learns the answers, in one run.</source>
        <translation>在一次运行中，先只让投影层学会读取新图像，再由 LoRA 学习回答。</translation>
    </message>
    <message>
        <source>Reads fields of receipts: LoRA on Qwen2-VL, with the settings of common tutorials.</source>
        <translation>读取票据字段：在 Qwen2-VL 上使用 LoRA，采用常见教程的设置。</translation>
    </message>
    <message>
        <source>Best for receipts or forms with Qwen2-VL-2B on a GPU of 24 GB or more.</source>
        <translation>适合：在 24 GB 或更大显存的 GPU 上，用 Qwen2-VL-2B 读取票据或表单。</translation>
    </message>
    <message>
        <source>Qwen2.5-VL</source>
        <translation>Qwen2.5-VL</translation>
    </message>
    <message>
        <source>Sees images and videos at their own size, up to a limit that you choose. Knows the seconds of a video.</source>
        <translation>按图像和视频自身的尺寸查看，上限可自行设定。知道视频的秒数。</translation>
    </message>
    <message>
        <source>Qwen3-VL MoE</source>
        <translation>Qwen3-VL MoE</translation>
    </message>
    <message>
        <source>Sees images and videos at their own size, up to a limit that you choose. Each token goes through a few of many experts: a large model that computes like a small one.</source>
        <translation>按图像和视频自身的尺寸查看，上限可自行设定。每个词元只经过众多专家中的几个：模型很大，计算量却与小模型相当。</translation>
    </message>
    <message>
        <source>Qwen3.5 MoE</source>
        <translation>Qwen3.5 MoE</translation>
    </message>
    <message>
        <source>Qwen3-VL</source>
        <translation>Qwen3-VL</translation>
    </message>
    <message>
        <source>Qwen3.5</source>
        <translation>Qwen3.5</translation>
    </message>
    <message>
        <source>Sees images and videos at their own size, up to a limit that you choose. Most of its layers keep a state of fixed size, so long texts need little more memory.</source>
        <translation>按图像和视频自身的尺寸查看，上限可自行设定。它的大多数层只保存固定大小的状态，因此长文本几乎不会多占内存。</translation>
    </message>
    <message>
        <source>AdaLoRA</source>
        <translation>AdaLoRA</translation>
    </message>
    <message>
        <source>Best for a small adapter at LoRA&apos;s quality: rank goes to the layers that need it.</source>
        <translation>最适合以小适配器达到 LoRA 的质量：秩会分配给需要它的层。</translation>
    </message>
    <message>
        <source>Prompt tuning</source>
        <translation>提示调优</translation>
    </message>
    <message>
        <source>Best for a simple task on a large model: learns tokens that are put before every text.</source>
        <translation>最适合大模型上的简单任务：学习置于每段文本之前的词元。</translation>
    </message>
    <message>
        <source>LLaMA-Adapter</source>
        <translation>LLaMA-Adapter</translation>
    </message>
    <message>
        <source>Best for a small adapter that must not disturb the model at the start: prompts behind a gate.</source>
        <translation>适合开始时不能干扰模型的小型适配器：门控之后的提示。</translation>
    </message>
    <message>
        <source>LoRA of rank {lora_rank} on layers: {lora_target}</source>
        <translation>LoRA（秩 {lora_rank}，作用层：{lora_target}）</translation>
    </message>
    <message>
        <source>AdaLoRA, down to rank {adalora_target_rank}</source>
        <translation>AdaLoRA（秩最终降到 {adalora_target_rank}）</translation>
    </message>
    <message>
        <source>(IA)³, learned scales of activations</source>
        <translation>(IA)³（学习激活值的缩放系数）</translation>
    </message>
    <message>
        <source>A prefix of learned tokens: {prefix_tokens}</source>
        <translation>可学习词元的前缀：{prefix_tokens} 个</translation>
    </message>
    <message>
        <source>LLaMA-Adapter with learned tokens: {llama_adapter_tokens}</source>
        <translation>LLaMA-Adapter（可学习词元：{llama_adapter_tokens} 个）</translation>
    </message>
    <message>
        <source>Learned tokens before every text: {prompt_tokens}</source>
        <translation>每段文本前的可学习词元：{prompt_tokens} 个</translation>
    </message>
    <message>
        <source>Some layers</source>
        <translation>部分层</translation>
    </message>
    <message>
        <source>Some layers of the language model: {freeze_trainable_layers}</source>
        <translation>语言模型的部分层：{freeze_trainable_layers}</translation>
    </message>
    <message>
        <source>Learns which of two answers is better: DPO on LoRA, with the settings of common tutorials.</source>
        <translation>学习两个回答中哪个更好：基于 LoRA 的 DPO，采用常见教程的设置。</translation>
    </message>
    <message>
        <source>Best for pairs of a preferred and a rejected answer, after a model has learned to answer, on a GPU of 24 GB or more.</source>
        <translation>适用于由偏好回答和被拒回答组成的样本对，在模型已学会回答之后，需要 24 GB 以上显存的显卡。</translation>
    </message>
    <message>
        <source>Idefics3</source>
        <translation>Idefics3</translation>
    </message>
    <message>
        <source>Sees an image as tiles of one size and as a whole.</source>
        <translation>把图像看作同样大小的图块，再看整张图像。</translation>
    </message>
    <message>
        <source>InternVL</source>
        <translation>InternVL</translation>
    </message>
    <message>
        <source>Sees an image as tiles of one size and as a whole; takes videos.</source>
        <translation>把图像看作同样大小的图块，再看整张图像；可以接受视频。</translation>
    </message>
    <message>
        <source>LFM2-VL</source>
        <translation>LFM2-VL</translation>
    </message>
    <message>
        <source>Sees an image in its own shape, and a large one as tiles and as a whole. Short convolutions in most layers make it fast on small machines.</source>
        <translation>按图像自身的形状查看；大图像先分成图块，再看整张图像。大多数层是短卷积，因此在小型机器上也很快。</translation>
    </message>
    <message>
        <source>MiniCPM-V 4.6</source>
        <translation>MiniCPM-V 4.6</translation>
    </message>
    <message>
        <source>GLM-4.6V</source>
        <translation>GLM-4.6V</translation>
    </message>
    <message>
        <source>GLM-4.1V</source>
        <translation>GLM-4.1V</translation>
    </message>
    <message>
        <source>PaddleOCR-VL</source>
        <translation>PaddleOCR-VL</translation>
    </message>
    <message>
        <source>Reads pages and what is on them, at their own size, up to a limit that you choose.</source>
        <translation>按页面自身的尺寸识读页面及其内容，上限由您选择。</translation>
    </message>
    <message>
        <source>Mistral 3</source>
        <translation>Mistral 3</translation>
    </message>
    <message>
        <source>Sees images in their own shape, up to a limit that you choose.</source>
        <translation>按图像原有的长宽比查看，上限由您选择。</translation>
    </message>
    <message>
        <source>SmolVLM</source>
        <translation>SmolVLM</translation>
    </message>
    <message>
        <source>Small models that see an image as tiles of one size and as a whole; those of the second generation take videos.</source>
        <translation>小型模型：把图像看作同样大小的图块，再看整张图像；第二代可以接受视频。</translation>
    </message>
    <message>
        <source>LLaVA-NeXT</source>
        <translation>LLaVA-NeXT</translation>
    </message>
    <message>
        <source>Sees an image as a whole and in tiles; image_max_pixels limits the tiles.</source>
        <translation>同时查看整张图片及其切块；image_max_pixels 限制切块。</translation>
    </message>
    <message>
        <source>LoHa</source>
        <translation>LoHa</translation>
    </message>
    <message>
        <source>Best where LoRA&apos;s rank limits what is learned, such as a new kind of picture: the same number of parameters reaches a higher rank.</source>
        <translation>适合 LoRA 的秩不够用的情况，例如一种全新的图像：同样多的参数可以达到更高的秩。</translation>
    </message>
    <message>
        <source>LoHa of rank {loha_rank} on layers: {loha_target}</source>
        <translation>秩为 {loha_rank} 的 LoHa，用于层：{loha_target}</translation>
    </message>
    <message>
        <source>LoKr</source>
        <translation>LoKr</translation>
    </message>
    <message>
        <source>Best for the smallest file with an update of full rank: a tenth of LoRA&apos;s parameters or less.</source>
        <translation>适合用最小的文件实现满秩更新：参数量为 LoRA 的十分之一或更少。</translation>
    </message>
    <message>
        <source>LoKr of rank {lokr_rank} on layers: {lokr_target}</source>
        <translation>秩为 {lokr_rank} 的 LoKr，用于层：{lokr_target}</translation>
    </message>
    <message>
        <source>VeRA</source>
        <translation>VeRA</translation>
    </message>
    <message>
        <source>Best for many small adapters of one model: each holds some thousand numbers.</source>
        <translation>适合为同一个模型训练许多小适配器：每个只有几千个数。</translation>
    </message>
    <message>
        <source>VeRA of rank {vera_rank} on layers: {vera_target}</source>
        <translation>秩为 {vera_rank} 的 VeRA，用于层：{vera_target}</translation>
    </message>
    <message>
        <source>FourierFT</source>
        <translation>FourierFT</translation>
    </message>
    <message>
        <source>Best for very small adapters with an update of full rank. Each step costs more than with LoRA.</source>
        <translation>适合满秩更新的极小适配器。每一步的开销比 LoRA 大。</translation>
    </message>
    <message>
        <source>FourierFT with {fourier_frequencies} frequencies on layers: {fourier_target}</source>
        <translation>使用 {fourier_frequencies} 个频率的 FourierFT，用于层：{fourier_target}</translation>
    </message>
    <message>
        <source>OFT</source>
        <translation>OFT</translation>
    </message>
    <message>
        <source>Best where the model must keep what it knows: rotations leave the relations between neurons as they are.</source>
        <translation>适合必须保留模型原有知识的情况：旋转不改变神经元之间的关系。</translation>
    </message>
    <message>
        <source>OFT with blocks of {oft_block_size} on layers: {oft_target}</source>
        <translation>块大小为 {oft_block_size} 的 OFT，用于层：{oft_target}</translation>
    </message>
    <message>
        <source>BOFT</source>
        <translation>BOFT</translation>
    </message>
    <message>
        <source>Best where OFT is wanted with fewer parameters. Slower than OFT.</source>
        <translation>适合希望比 OFT 参数更少的情况。比 OFT 慢。</translation>
    </message>
    <message>
        <source>LLaVA-OneVision</source>
        <translation>LLaVA-OneVision</translation>
    </message>
    <message>
        <source>Sees a single image as a whole and in tiles, and each of several images as a whole; takes videos. image_max_pixels limits the tiles.</source>
        <translation>单张图片同时查看整图及其切块，多张图片时每张只看整图；可以接受视频。image_max_pixels 限制切块。</translation>
    </message>
    <message>
        <source>Video-LLaVA</source>
        <translation>Video-LLaVA</translation>
    </message>
    <message>
        <source>Assembled model</source>
        <translation>拼装的模型</translation>
    </message>
    <message>
        <source>An encoder, bridges and a language model that you put together. Train its new bridge first.</source>
        <translation>由您组合的编码器、桥接层和语言模型。请先训练新的桥接层。</translation>
    </message>
    <message>
        <source>Gemma 4</source>
        <translation>Gemma 4</translation>
    </message>
    <message>
        <source>Sees images and videos in their own shape, as up to 1120 tokens each.</source>
        <translation>以原有形状查看图片和视频，每张图片最多 1120 个词元。</translation>
    </message>
    <message>
        <source>Gemma 4 Unified</source>
        <translation>Gemma 4 Unified</translation>
    </message>
    <message>
        <source>Sees images and videos in their own shape without a vision tower: the language model reads their patches.</source>
        <translation>以原有形状查看图片和视频，没有视觉编码器：语言模型直接读取图像块。</translation>
    </message>
    <message>
        <source>Sees an image as a whole and, if it is large, in slices, with few tokens for each; takes videos.</source>
        <translation>先看整张图像，图像较大时再分片查看，每一片只用很少的词元；可以接受视频。</translation>
    </message>
    <message>
        <source>Sees images and the frames of videos at one fixed size, each kind with a vision encoder of its own.</source>
        <translation>以固定尺寸查看图片和视频帧，二者各有自己的视觉编码器。</translation>
    </message>
    <message>
        <source>BOFT with blocks of {boft_block_size} on layers: {boft_target}</source>
        <translation>块大小为 {boft_block_size} 的 BOFT，用于层：{boft_target}</translation>
    </message>
</context>
<context>
    <name>PromptTemplates</name>
    <message>
        <source>Caption</source>
        <translation>图片描述</translation>
    </message>
    <message>
        <source>Caption in detail</source>
        <translation>详细图片描述</translation>
    </message>
    <message>
        <source>Question and answer</source>
        <translation>问答</translation>
    </message>
    <message>
        <source>Read the text</source>
        <translation>读取文字</translation>
    </message>
    <message>
        <source>Key fields as JSON</source>
        <translation>关键字段（JSON）</translation>
    </message>
</context>
<context>
    <name>RecipeWords</name>
    <message>
        <source>vision tower and projector learn too</source>
        <translation>同时训练视觉编码器和投影层</translation>
    </message>
    <message>
        <source>the vision tower learns too</source>
        <translation>同时训练视觉编码器</translation>
    </message>
    <message>
        <source>the projector learns too</source>
        <translation>同时训练投影层</translation>
    </message>
    <message>
        <source>only vision tower and projector learn</source>
        <translation>仅训练视觉编码器和投影层</translation>
    </message>
    <message>
        <source>only the vision tower learns</source>
        <translation>仅训练视觉编码器</translation>
    </message>
    <message>
        <source>only the projector learns</source>
        <translation>仅训练投影层</translation>
    </message>
    <message>
        <source>every part is frozen: nothing can be trained</source>
        <translation>所有部分均已冻结：没有可训练的内容</translation>
    </message>
    <message numerus="yes">
        <source>%Ln steps of %1 samples</source>
        <translation>
            <numerusform>%Ln 步（每步 %1 个样本）</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 epochs in steps of %2 samples</source>
        <translation>%1 轮（每步 %2 个样本）</translation>
    </message>
    <message>
        <source>%1, %2, learning rate %3</source>
        <translation>%1，%2，学习率 %3</translation>
    </message>
    <message>
        <source>%1, %2, learning rate %3; %4</source>
        <translation>%1，%2，学习率 %3；%4</translation>
    </message>
</context>
<context>
    <name>RegionLabels</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>RegionShape</name>
    <message>
        <source>Box</source>
        <translation>矩形框</translation>
    </message>
    <message>
        <source>Rotated box</source>
        <translation>旋转框</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Circle</source>
        <translation>圆</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>线</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>点</translation>
    </message>
</context>
<context>
    <name>RunCommands</name>
    <message>
        <source>Evaluate now</source>
        <translation>立即评估</translation>
    </message>
    <message>
        <source>Computes the loss on the validation samples after this step, and trains on</source>
        <translation>这一步之后计算验证样本的损失，然后继续训练</translation>
    </message>
    <message>
        <source>The model is evaluated after this step.</source>
        <translation>这一步之后将评估模型。</translation>
    </message>
    <message>
        <source>Answer samples now</source>
        <translation>立即回答样本</translation>
    </message>
    <message>
        <source>Asks the model as it is a few samples after this step, and trains on</source>
        <translation>这一步之后用当前模型回答几个样本，然后继续训练</translation>
    </message>
    <message>
        <source>The model answers a few samples after this step.</source>
        <translation>这一步之后模型将回答几个样本。</translation>
    </message>
    <message>
        <source>End after this epoch</source>
        <translation>本轮结束后停止</translation>
    </message>
    <message>
        <source>Ends when every sample was seen equally often, with a result</source>
        <translation>所有样本都见过同样次数后结束，并给出结果</translation>
    </message>
    <message>
        <source>The training ends after this epoch.</source>
        <translation>本轮结束后训练将停止。</translation>
    </message>
    <message>
        <source>Halve the learning rate</source>
        <translation>学习率减半</translation>
    </message>
    <message>
        <source>From the next step on; the schedule&apos;s shape stays</source>
        <translation>从下一步起；调度曲线的形状不变</translation>
    </message>
    <message>
        <source>Double the learning rate</source>
        <translation>学习率加倍</translation>
    </message>
    <message>
        <source>Another learning rate…</source>
        <translation>更改学习率…</translation>
    </message>
    <message>
        <source>In place of the recipe&apos;s, from the next step on; the schedule&apos;s shape stays</source>
        <translation>从下一步起代替配方中的值；调度曲线的形状不变</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>RunFiles</name>
    <message>
        <source>Letters, digits, - and _ are fine; “last” and names with / are not.</source>
        <translation>可以使用字母、数字、- 和 _；不能使用“last”或含有 / 的名称。</translation>
    </message>
    <message>
        <source>A run of this name is there already.</source>
        <translation>已存在同名的运行。</translation>
    </message>
</context>
<context>
    <name>RunRecords</name>
    <message>
        <source>%1, test samples</source>
        <translation>%1（测试样本）</translation>
    </message>
</context>
<context>
    <name>RunState</name>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>It is being trained now, by this window or another program.</source>
        <translation>正在由此窗口或其他程序训练。</translation>
    </message>
    <message>
        <source>It was trained to its last step and has a result.</source>
        <translation>已训练到最后一步，并生成了结果。</translation>
    </message>
    <message>
        <source>It ended before its last step.</source>
        <translation>在最后一步之前已结束。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>steps</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>not a number</source>
        <translation>非数值</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>date and time</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Folder of the model that is tuned, or OWNER/NAME of one that `atelier model pull` downloaded.</source>
        <translation>要微调的模型所在的文件夹，或已用 `atelier model pull` 下载的模型名 OWNER/NAME。</translation>
    </message>
    <message>
        <source>Start from adapter</source>
        <translation>起始适配器</translation>
    </message>
    <message>
        <source>Folder of an adapter that training goes on with, instead of a fresh one.</source>
        <translation>适配器所在的文件夹：在其基础上继续训练，而不是新建适配器。</translation>
    </message>
    <message>
        <source>Smallest image</source>
        <translation>最小图片</translation>
    </message>
    <message>
        <source>Smaller images are enlarged to this area; 0: as the model says.</source>
        <translation>小于此面积的图片会放大到此面积；0：按模型设置。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Largest image</source>
        <translation>最大图片</translation>
    </message>
    <message>
        <source>Larger images are shrunk to this area: less memory and time, less detail; 0: as the model says.</source>
        <translation>大于此面积的图片会缩小到此面积：更省内存和时间，但细节更少；0：按模型设置。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where to compute; auto takes the graphics card where there is one.</source>
        <translation>在哪里计算；auto：有显卡时使用显卡。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Processor threads for the computation; 0: all. The same number gives the same result to the last bit.</source>
        <translation>用于计算的处理器线程数；0：全部。线程数相同，结果逐位一致。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Datasets of the project to train on, by name.</source>
        <translation>用于训练的项目数据集（按名称）。</translation>
    </message>
    <message>
        <source>Validation datasets</source>
        <translation>验证数据集</translation>
    </message>
    <message>
        <source>Datasets whose samples are used for validation only. Not together with val_size.</source>
        <translation>样本仅用于验证的数据集。不能与 val_size 同时使用。</translation>
    </message>
    <message>
        <source>Validation part</source>
        <translation>验证集大小</translation>
    </message>
    <message>
        <source>Held out of training to watch the loss: below 1 a share, from 1 on a number of samples. Samples that belong together stay together.</source>
        <translation>不参与训练、用于观察损失的样本：小于 1 表示比例，1 及以上表示样本数。相关联的样本不会被拆分。</translation>
    </message>
    <message>
        <source>Test part</source>
        <translation>测试集大小</translation>
    </message>
    <message>
        <source>Held out of training and validation for the comparison before and after: below 1 a share, from 1 on a number of samples. Samples that belong together stay together.</source>
        <translation>不参与训练和验证、用于前后对比的样本：小于 1 表示比例，1 及以上表示样本数。相关联的样本不会被拆分。</translation>
    </message>
    <message>
        <source>Split seed</source>
        <translation>划分随机种子</translation>
    </message>
    <message>
        <source>Another number draws other samples for validation and test.</source>
        <translation>换一个数字，会抽取不同的样本用于验证和测试。</translation>
    </message>
    <message>
        <source>Most training samples</source>
        <translation>训练样本上限</translation>
    </message>
    <message>
        <source>Train on a seeded choice of this many samples; empty: on all.</source>
        <translation>按随机种子选取这么多样本进行训练；留空：使用全部样本。</translation>
    </message>
    <message>
        <source>Most validation samples</source>
        <translation>验证样本上限</translation>
    </message>
    <message>
        <source>Validate on a seeded choice of this many samples; empty: on all.</source>
        <translation>按随机种子选取这么多样本进行验证；留空：使用全部样本。</translation>
    </message>
    <message>
        <source>Longest sample</source>
        <translation>样本最大长度</translation>
    </message>
    <message>
        <source>Text is cut at this many tokens. Images are never cut: a sample whose images do not fit is left out.</source>
        <translation>文本超过此词元数时会被截断。图片不会被截断：图片放不下的样本会被跳过。</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Greys of deep pictures</source>
        <translation>高位深图片的灰度</translation>
    </message>
    <message>
        <source>Which values of 16-bit and floating-point grey pictures are black and white. auto: as the file says, else the bits that its values use. data: from the least to the greatest value. full: the whole range of the file&apos;s type. clip: 0 to 255, what is above is white, as Pillow does. Pictures of 8 bits and 16-bit colour are never touched.</source>
        <translation>16 位和浮点灰度图片中，哪些值显示为黑色和白色。auto：按文件所述，否则按其数值所用的位数。data：从最小值到最大值。full：文件类型的整个范围。clip：0 到 255，超出者为白色，与 Pillow 相同。8 位图片和 16 位彩色图片不受影响。</translation>
    </message>
    <message>
        <source>Derive samples</source>
        <translation>派生样本</translation>
    </message>
    <message>
        <source>Prompt of derived samples</source>
        <translation>派生样本的提示词</translation>
    </message>
    <message>
        <source>Shortest transcription</source>
        <translation>转写文本最小长度</translation>
    </message>
    <message>
        <source>Regions with a shorter transcription are left out.</source>
        <translation>转写文本更短的区域会被跳过。</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>Longest transcription</source>
        <translation>转写文本最大长度</translation>
    </message>
    <message>
        <source>Regions with a longer transcription are left out; empty: no limit.</source>
        <translation>转写文本更长的区域会被跳过；留空：不限制。</translation>
    </message>
    <message>
        <source>Margin around regions</source>
        <translation>区域边距</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Freeze the vision tower</source>
        <translation>冻结视觉编码器</translation>
    </message>
    <message>
        <source>Freeze the projector</source>
        <translation>冻结投影层</translation>
    </message>
    <message>
        <source>Freeze the language model</source>
        <translation>冻结语言模型</translation>
    </message>
    <message>
        <source>Trained layers</source>
        <translation>训练的层数</translation>
    </message>
    <message>
        <source>How many layers of the language model are trained: the last n, or the first n for a negative n.</source>
        <translation>训练语言模型的多少层：最后 n 层；n 为负数时表示最前面的 |n| 层。</translation>
    </message>
    <message>
        <source>Trained modules</source>
        <translation>训练的模块</translation>
    </message>
    <message>
        <source>Modules that are trained within those layers, such as mlp or self_attn; &quot;all&quot;: every one.</source>
        <translation>在这些层中训练的模块，例如 mlp 或 self_attn；&quot;all&quot;：所有模块。</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Width of the low-rank update: more learns more and costs more.</source>
        <translation>低秩更新的宽度：越大，学习能力越强，开销也越大。</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>The update is scaled by alpha / rank. Not set: twice the rank.</source>
        <translation>更新按 alpha / rank 缩放。未设置：秩的两倍。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Share of the update&apos;s inputs that are zeroed at random in training.</source>
        <translation>训练时低秩更新的输入被随机置零的比例。</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>目标层</translation>
    </message>
    <message>
        <source>Rank-stabilised</source>
        <translation>秩稳定缩放</translation>
    </message>
    <message>
        <source>Scale by alpha / √rank, which keeps high ranks stable.</source>
        <translation>按 alpha / √rank 缩放，使高秩时保持稳定。</translation>
    </message>
    <message>
        <source>(IA)³</source>
        <translation>(IA)³</translation>
    </message>
    <message>
        <source>Linear layers whose outputs (or inputs, for feed-forward ones) are rescaled: names, a regular expression, &quot;all&quot; or &quot;all-linear&quot;, as for lora_target.</source>
        <translation>输出（前馈层为输入）被重新缩放的线性层：名称、正则表达式、&quot;all&quot; 或 &quot;all-linear&quot;，用法同 lora_target。</translation>
    </message>
    <message>
        <source>Feed-forward layers</source>
        <translation>前馈层</translation>
    </message>
    <message>
        <source>Those targets whose inputs are rescaled instead of their outputs: names or a regular expression.</source>
        <translation>目标层中对输入而非输出进行缩放的层：名称或正则表达式。</translation>
    </message>
    <message>
        <source>Prefix tuning</source>
        <translation>前缀微调</translation>
    </message>
    <message>
        <source>Prefix length</source>
        <translation>前缀长度</translation>
    </message>
    <message>
        <source>Through an MLP</source>
        <translation>通过 MLP 学习</translation>
    </message>
    <message>
        <source>Learn the prefix through a small network, which steadies training; only its result is saved.</source>
        <translation>通过一个小型网络学习前缀，使训练更稳定；只保存其结果。</translation>
    </message>
    <message>
        <source>Width of the MLP</source>
        <translation>MLP 宽度</translation>
    </message>
    <message>
        <source>Hidden width of that network. Not set: the width of one layer&apos;s keys.</source>
        <translation>该网络的隐藏层宽度。未设置：等于一层中键的宽度。</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批次大小</translation>
    </message>
    <message>
        <source>Samples that are computed at once; fewer need less memory.</source>
        <translation>同时计算的样本数；越少越省内存。</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>个样本</translation>
    </message>
    <message>
        <source>Accumulation</source>
        <translation>梯度累积</translation>
    </message>
    <message>
        <source>Batches whose gradients make one step: the effect of a larger batch without its memory.</source>
        <translation>每一步累积多少个批次的梯度：达到更大批次的效果，却不占用相应的内存。</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>个批次</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How far a step goes: too small learns slowly, too large forgets or diverges.</source>
        <translation>每一步的更新幅度：过小则学习缓慢，过大则会遗忘或发散。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Ends after this many steps; -1: after num_train_epochs.</source>
        <translation>达到此步数后结束；-1：在 num_train_epochs 轮后结束。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>预热步数</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0; comes before warmup_ratio.</source>
        <translation>学习率从 0 开始上升的步数；优先于 warmup_ratio。</translation>
    </message>
    <message>
        <source>Warm-up share</source>
        <translation>预热比例</translation>
    </message>
    <message>
        <source>Share of all steps in which the learning rate rises from 0.</source>
        <translation>学习率从 0 开始上升的步数占总步数的比例。</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pulls matrices towards zero at each step; biases and norms are left alone.</source>
        <translation>每一步将矩阵拉向零；不作用于偏置和归一化层。</translation>
    </message>
    <message>
        <source>Adam beta 1</source>
        <translation>Adam beta 1</translation>
    </message>
    <message>
        <source>Adam beta 2</source>
        <translation>Adam beta 2</translation>
    </message>
    <message>
        <source>Adam epsilon</source>
        <translation>Adam epsilon</translation>
    </message>
    <message>
        <source>Keeps the division by small gradients finite.</source>
        <translation>避免除以过小的梯度时数值溢出。</translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Longer gradients are shortened to this norm; 0: never.</source>
        <translation>范数超过此值的梯度会被缩短到此值；0：从不裁剪。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Decides every random draw: fresh weights, order, dropout. The same seed gives the same run.</source>
        <translation>决定所有随机抽取：新权重、样本顺序、dropout。随机种子相同，运行结果相同。</translation>
    </message>
    <message>
        <source>bf16</source>
        <translation>bf16</translation>
    </message>
    <message>
        <source>Computes in 16-bit floats, keeps what is trained in 32: half the memory, faster on newer hardware.</source>
        <translation>以 16 位浮点数计算，训练的参数保留为 32 位：内存减半，在较新的硬件上更快。</translation>
    </message>
    <message>
        <source>All in bf16</source>
        <translation>全部使用 bf16</translation>
    </message>
    <message>
        <source>Also what is trained is kept in 16 bits: least memory, less exact.</source>
        <translation>训练的参数也保留为 16 位：最省内存，但精度较低。</translation>
    </message>
    <message>
        <source>Learn prompts too</source>
        <translation>同时学习提示词</translation>
    </message>
    <message>
        <source>Learns the user&apos;s turns as well, not only the answers.</source>
        <translation>不仅学习回答，也学习用户的发言。</translation>
    </message>
    <message>
        <source>Last answer only</source>
        <translation>仅最后的回答</translation>
    </message>
    <message>
        <source>Of a conversation with several turns, only the last answer is trained on.</source>
        <translation>在多轮对话中，仅学习最后一个回答。</translation>
    </message>
    <message>
        <source>Keep order</source>
        <translation>保持顺序</translation>
    </message>
    <message>
        <source>Takes the samples in the order of the dataset.</source>
        <translation>按数据集中的顺序使用样本。</translation>
    </message>
    <message>
        <source>Leave out bad samples</source>
        <translation>跳过损坏的样本</translation>
    </message>
    <message>
        <source>A sample that cannot be read is left out and counted; otherwise the run ends with an error.</source>
        <translation>无法读取的样本会被跳过并计数；否则运行将因错误而终止。</translation>
    </message>
    <message>
        <source>Loading threads</source>
        <translation>加载线程数</translation>
    </message>
    <message>
        <source>Threads that read and prepare samples in the background; 0: one.</source>
        <translation>在后台读取和准备样本的线程数；0：一个。</translation>
    </message>
    <message>
        <source>Curriculum loss</source>
        <translation>课程学习损失</translation>
    </message>
    <message>
        <source>Starts with short answers; whenever the running loss falls under this, answers may be one character longer. Needs max_steps.</source>
        <translation>从短回答开始；每当滑动平均损失低于此值，允许的回答长度增加一个字符。需要设置 max_steps。</translation>
    </message>
    <message>
        <source>Curriculum start</source>
        <translation>课程学习起点</translation>
    </message>
    <message>
        <source>Longest answer at the start of the curriculum.</source>
        <translation>课程学习开始时回答的最大长度。</translation>
    </message>
    <message>
        <source>Log every</source>
        <translation>日志间隔</translation>
    </message>
    <message>
        <source>How often loss and learning rate are reported.</source>
        <translation>每隔多久报告一次损失和学习率。</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>保存间隔</translation>
    </message>
    <message>
        <source>How often a checkpoint is saved, from which the run can go on.</source>
        <translation>每隔多久保存一次检查点，运行可从检查点继续。</translation>
    </message>
    <message>
        <source>Checkpoints kept</source>
        <translation>保留的检查点数</translation>
    </message>
    <message>
        <source>Older checkpoints are removed; empty: all are kept.</source>
        <translation>更早的检查点会被删除；留空：全部保留。</translation>
    </message>
    <message>
        <source>Replace run</source>
        <translation>替换运行</translation>
    </message>
    <message>
        <source>A run of the same name is removed first; otherwise that is an error.</source>
        <translation>先删除同名的运行；否则视为错误。</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>When the loss on the validation samples is computed.</source>
        <translation>何时计算验证样本上的损失。</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>For eval_strategy steps; empty: as logging_steps.</source>
        <translation>用于 eval_strategy 为 steps 时；留空：同 logging_steps。</translation>
    </message>
    <message>
        <source>Evaluation batch size</source>
        <translation>评估批次大小</translation>
    </message>
    <message>
        <source>Samples that are evaluated at once.</source>
        <translation>同时评估的样本数。</translation>
    </message>
    <message>
        <source>Sample answers</source>
        <translation>样本回答</translation>
    </message>
    <message>
        <source>So many validation samples (test samples where there are none) are answered at each evaluation, to be read while the training goes on.</source>
        <translation>每次评估时回答这么多个验证样本（没有验证样本时使用测试样本），供训练过程中查看。</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Measures</source>
        <translation>评价指标</translation>
    </message>
    <message>
        <source>What answers are judged by, the most important first.</source>
        <translation>评判回答所用的指标，最重要的排在最前。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>回答最大长度</translation>
    </message>
    <message>
        <source>An answer is cut here when the model does not end it.</source>
        <translation>模型未自行结束回答时，在此长度截断。</translation>
    </message>
    <message>
        <source>Test samples at most</source>
        <translation>测试样本上限</translation>
    </message>
    <message>
        <source>A comparison asks about so many, evenly taken from the test samples; null: about all.</source>
        <translation>对比时使用的样本数，从测试样本中均匀选取；null：使用全部。</translation>
    </message>
    <message>
        <source>Concepts</source>
        <translation>概念规则</translation>
    </message>
    <message>
        <source>Rules for samples with a tag or in a folder: &quot;tag=receipt weight=2 repeats=3&quot; or &quot;path=photos/* augment=off&quot;. weight counts in the loss, repeats says how often in an epoch, any augment_ option of pictures can be set.</source>
        <translation>针对带某个标签或位于某个文件夹的样本的规则：&quot;tag=receipt weight=2 repeats=3&quot; 或 &quot;path=photos/* augment=off&quot;。weight 为损失权重，repeats 为每轮出现的次数，还可设置任何图片的 augment_ 选项。</translation>
    </message>
    <message>
        <source>Picture augmentation</source>
        <translation>图片增强</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Turned by up to this much, either way.</source>
        <translation>向任一方向旋转，不超过此角度。</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>Perspective</source>
        <translation>透视</translation>
    </message>
    <message>
        <source>Seen from an angle: each corner moves inwards by up to this share of the sides.</source>
        <translation>从斜角看：每个角向内移动，不超过边长的此比例。</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Cut to a random part that lacks up to this share of the area. Answers that need all of the picture may become wrong.</source>
        <translation>随机裁去一部分，不超过面积的此比例。需要看到整张图片的回答可能会变错。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Content up to this share larger, or smaller in the same measure, on a picture of the same size.</source>
        <translation>图片尺寸不变，内容放大不超过此比例，或按同样幅度缩小。</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>The whole picture up to this share larger, or smaller in the same measure.</source>
        <translation>整张图片放大不超过此比例，或按同样幅度缩小。</translation>
    </message>
    <message>
        <source>Mirrored sideways</source>
        <translation>左右镜像</translation>
    </message>
    <message>
        <source>Upside down</source>
        <translation>上下翻转</translation>
    </message>
    <message>
        <source>How often top and bottom are exchanged. Not for text.</source>
        <translation>上下互换的频率。不适用于文字。</translation>
    </message>
    <message>
        <source>On other pictures</source>
        <translation>贴到其他图片上</translation>
    </message>
    <message>
        <source>How often the picture is pasted, smaller, on one of augment_backgrounds.</source>
        <translation>把图片缩小后贴到 augment_backgrounds 中某张图片上的频率。</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Brightness, contrast, gamma and saturation change by up to this share.</source>
        <translation>亮度、对比度、伽马和饱和度的变化不超过此比例。</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>色相</translation>
    </message>
    <message>
        <source>Colours turn by up to this much on the colour circle.</source>
        <translation>颜色在色环上转动，不超过此角度。</translation>
    </message>
    <message>
        <source>Greyscale</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>How often the picture loses its colours.</source>
        <translation>图片失去颜色的频率。</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>阴影</translation>
    </message>
    <message>
        <source>Uneven light and shadows: the darkest place is up to this share darker.</source>
        <translation>不均匀的光照和阴影：最暗处变暗不超过此比例。</translation>
    </message>
    <message>
        <source>Covered parts</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Up to four rectangles cover up to this share of the picture. Marks under them stay.</source>
        <translation>最多四个矩形遮住图片，不超过面积的此比例。其下的标注保留。</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Gaussian blur of up to this standard deviation.</source>
        <translation>高斯模糊，标准差不超过此值。</translation>
    </message>
    <message>
        <source>Motion blur</source>
        <translation>运动模糊</translation>
    </message>
    <message>
        <source>The camera moved by up to this far in one direction.</source>
        <translation>相机向一个方向移动，不超过此距离。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Gaussian noise of up to this standard deviation, of 255 levels.</source>
        <translation>高斯噪声，标准差不超过此值（共 255 级）。</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>级</translation>
    </message>
    <message>
        <source>Shot noise</source>
        <translation>散粒噪声</translation>
    </message>
    <message>
        <source>Noise of little light: up to this standard deviation where the picture is white, less where it is dark.</source>
        <translation>光线不足时的噪声：图片白处标准差不超过此值，暗处较小。</translation>
    </message>
    <message>
        <source>Black and white dots</source>
        <translation>黑白斑点</translation>
    </message>
    <message>
        <source>Up to this share of the pixels become black or white.</source>
        <translation>变成黑色或白色的像素不超过此比例。</translation>
    </message>
    <message>
        <source>JPEG artefacts</source>
        <translation>JPEG 失真</translation>
    </message>
    <message>
        <source>Stored as JPEG of a quality up to this far below 95.</source>
        <translation>以 JPEG 存储，质量比 95 最多低这么多。</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>频率</translation>
    </message>
    <message>
        <source>Each augmentation that is on is applied to this share of the pictures, each drawn by itself.</source>
        <translation>每种已启用的增强各自应用于此比例的图片，分别抽取。</translation>
    </message>
    <message>
        <source>How often each</source>
        <translation>各自的频率</translation>
    </message>
    <message>
        <source>For single augmentations: &quot;blur=0.1, rotate=0.9&quot;.</source>
        <translation>针对单个增强：&quot;blur=0.1, rotate=0.9&quot;。</translation>
    </message>
    <message>
        <source>Grow when turned</source>
        <translation>旋转时扩大</translation>
    </message>
    <message>
        <source>A turned picture becomes larger, so that no corner is cut off.</source>
        <translation>旋转后的图片会变大，四角都不会被切掉。</translation>
    </message>
    <message>
        <source>Empty places</source>
        <translation>空白处</translation>
    </message>
    <message>
        <source>What shows where a turned or shrunk picture does not reach: a colour, or its outermost pixels.</source>
        <translation>旋转或缩小后的图片未覆盖之处显示什么：一种颜色，或图片最外侧的像素。</translation>
    </message>
    <message>
        <source>Backgrounds</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Dataset of the project whose pictures are the backgrounds for augment_background.</source>
        <translation>项目中的数据集，其图片用作 augment_background 的背景。</translation>
    </message>
    <message>
        <source>Paste regions only</source>
        <translation>仅粘贴区域</translation>
    </message>
    <message>
        <source>On a background only the marked regions are shown, where there are any.</source>
        <translation>贴到背景上时，如有已标注的区域，则只显示这些区域。</translation>
    </message>
    <message>
        <source>Keep boxes turned</source>
        <translation>保留旋转框</translation>
    </message>
    <message>
        <source>A box on a turned picture becomes a rotated box instead of the upright box around it.</source>
        <translation>图片旋转后，框变为旋转框，而不是外接的水平框。</translation>
    </message>
    <message>
        <source>Least visible part</source>
        <translation>最小可见部分</translation>
    </message>
    <message>
        <source>A region of which less than this share is still to be seen is dropped.</source>
        <translation>可见部分少于此比例的区域会被删除。</translation>
    </message>
    <message>
        <source>Heed left and right</source>
        <translation>注意左右用词</translation>
    </message>
    <message>
        <source>Pictures whose texts speak of left and right are not mirrored, of above and below not turned over; off: the texts may become wrong.</source>
        <translation>文字提到左右的图片不做镜像，提到上下的不做翻转；关闭后文字可能会变错。</translation>
    </message>
    <message>
        <source>Text variation</source>
        <translation>文本变化</translation>
    </message>
    <message>
        <source>Paraphrases</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Groups of prompts that mean the same, &quot;What is this? | Name the object.&quot;, or @FILE with one group a line; a prompt of a group is exchanged for another of it.</source>
        <translation>含义相同的提示分组，如 &quot;What is this? | Name the object.&quot;，或 @FILE（每行一组）；组内的提示会换成同组的另一个。</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Prompts are put into one of these, e.g. &quot;Question: {prompt}&quot;; or @FILE with one a line.</source>
        <translation>把提示放入其中之一，例如 &quot;Question: {prompt}&quot;；或 @FILE（每行一个）。</translation>
    </message>
    <message>
        <source>Synonyms</source>
        <translation>同义词</translation>
    </message>
    <message>
        <source>Groups of words that mean the same, &quot;photo | picture&quot;, or @FILE with one group a line; a word of a group is exchanged for another of it.</source>
        <translation>含义相同的词语分组，如 &quot;photo | picture&quot;，或 @FILE（每行一组）；组内的词会换成同组的另一个。</translation>
    </message>
    <message>
        <source>The share of prompts that are paraphrased, that are put into a template, and of words that are exchanged.</source>
        <translation>被改写的提示、放入模板的提示以及被替换的词所占的比例。</translation>
    </message>
    <message>
        <source>Letter case</source>
        <translation>字母大小写</translation>
    </message>
    <message>
        <source>How often a prompt is written in small letters, in capitals, or with a small first letter.</source>
        <translation>提示改为全小写、全大写或首字母小写的频率。</translation>
    </message>
    <message>
        <source>Punctuation</source>
        <translation>标点</translation>
    </message>
    <message>
        <source>How often the mark at the end of a prompt is dropped, doubled or added.</source>
        <translation>提示末尾的标点被去掉、重复或添加的频率。</translation>
    </message>
    <message>
        <source>White space</source>
        <translation>空白字符</translation>
    </message>
    <message>
        <source>How often a space between words is doubled or becomes a line break.</source>
        <translation>词间空格变成两个或变成换行的频率。</translation>
    </message>
    <message>
        <source>Typing errors</source>
        <translation>打字错误</translation>
    </message>
    <message>
        <source>The share of letters of a prompt that are mistyped: a neighbouring key, doubled, dropped, exchanged with the next. Never in answers.</source>
        <translation>提示中打错的字母所占的比例：按到相邻键、重复、漏掉、与下一个互换。回答中从不出现。</translation>
    </message>
    <message>
        <source>Vary answers</source>
        <translation>变化回答</translation>
    </message>
    <message>
        <source>Also vary what the model learns to say, apart from templates and typing errors.</source>
        <translation>除模板和打字错误外，也变化模型要学会说的内容。</translation>
    </message>
    <message>
        <source>Make samples of the marked regions. region_transcription: each region&apos;s crop, answered by its transcription; region_label: the crop, answered by its label; grounding: where each label and each linked phrase is, answered by boxes; text_boxes: all regions with a transcription or label of a picture, with their boxes.</source>
        <translation>由标注的区域生成样本。region_transcription：每个区域的裁剪图，以其转写为回答；region_label：裁剪图，以其标注为回答；grounding：每个标注和每个关联短语的位置，以框为回答；text_boxes：图片中所有带转写或标注的区域及其框。</translation>
    </message>
    <message>
        <source>What the user asks; empty: a question that suits the derivation. In grounding, {label} stands for what is to be found.</source>
        <translation>用户的问题；为空则使用适合该派生方式的问题。在 grounding 中，{label} 代表要查找的内容。</translation>
    </message>
    <message>
        <source>Shown around the crop of each region, within the image.</source>
        <translation>在图片范围内，每个区域裁剪图四周额外显示的部分。</translation>
    </message>
    <message>
        <source>Boxes are written as</source>
        <translation>框的写法</translation>
    </message>
    <message>
        <source>Folds</source>
        <translation>折数</translation>
    </message>
    <message>
        <source>Cross-validation: trains so many times, each time validating on another part of the samples, and gives mean and deviation of the figures. Not together with val_size. Empty: one training.</source>
        <translation>交叉验证：训练这么多次，每次用样本的不同部分验证，并给出各项数值的均值和标准差。不能与 val_size 同时使用。留空：只训练一次。</translation>
    </message>
    <message>
        <source>Only fold</source>
        <translation>仅此一折</translation>
    </message>
    <message>
        <source>Trains only this fold of the cross-validation, from 1. Empty: all of them.</source>
        <translation>只训练交叉验证的这一折，从 1 开始。留空：训练所有折。</translation>
    </message>
    <message>
        <source>Folds alike in</source>
        <translation>各折均衡依据</translation>
    </message>
    <message>
        <source>Every fold gets its share of each: tag (the first of a sample), label (of its first region) or answer (the last one).</source>
        <translation>每一折按比例包含各个：标签（样本的第一个）、标注（样本第一个区域的）或回答（最后一个）。</translation>
    </message>
    <message>
        <source>Extra trained modules</source>
        <translation>额外训练的模块</translation>
    </message>
    <message>
        <source>Modules outside of those layers that are trained too, such as embed_tokens, norm or lm_head.</source>
        <translation>除上述层之外同时训练的模块，例如 embed_tokens、norm 或 lm_head。</translation>
    </message>
    <message>
        <source>Modules trained in full</source>
        <translation>完整训练的模块</translation>
    </message>
    <message>
        <source>Modules whose own weights are trained beside the adapter and saved in its folder, such as merger or lm_head.</source>
        <translation>除适配器外，直接训练自身权重并保存在适配器文件夹中的模块，例如 merger 或 lm_head。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layers of the language model that are trained or get an update, such as 0-3, 20; nothing of it outside of them is. Empty: all.</source>
        <translation>语言模型中参与训练或获得更新量的层，例如 0-3, 20；语言模型的其余部分均不训练。留空：所有层。</translation>
    </message>
    <message>
        <source>Vision layers</source>
        <translation>视觉层</translation>
    </message>
    <message>
        <source>Only parameters</source>
        <translation>仅这些参数</translation>
    </message>
    <message>
        <source>Of what may be trained only the parameters with such names: a name or its end (self_attn, q_proj.weight), a pattern (*.mlp.*), or a regular expression for the whole name. An update goes only to layers whose weight is among them. Empty: all.</source>
        <translation>在可训练的参数中，只训练名称相符的参数：名称或其结尾（self_attn、q_proj.weight）、通配模式（*.mlp.*），或匹配完整名称的正则表达式。只有权重在其中的层才会获得更新量。留空：全部。</translation>
    </message>
    <message>
        <source>Frozen parameters</source>
        <translation>冻结的参数</translation>
    </message>
    <message>
        <source>Parameters that are never trained and get no update, named in the same way.</source>
        <translation>从不训练也不获得更新量的参数，命名方式同上。</translation>
    </message>
    <message>
        <source>How often each sample is seen.</source>
        <translation>每个样本被学习的次数。</translation>
    </message>
    <message>
        <source>How the learning rate changes over the run; reduce_lr_on_plateau lowers it when the validation loss stops falling.</source>
        <translation>学习率在运行过程中如何变化；reduce_lr_on_plateau 会在验证损失不再下降时降低学习率。</translation>
    </message>
    <message>
        <source>Memory of the mean gradient; also Lion&apos;s.</source>
        <translation>梯度均值的记忆系数；也用于 Lion。</translation>
    </message>
    <message>
        <source>Memory of the squared gradient; of Lion the mean gradient&apos;s.</source>
        <translation>梯度平方的记忆系数；对 Lion 则为梯度均值的记忆系数。</translation>
    </message>
    <message>
        <source>fp16</source>
        <translation>fp16</translation>
    </message>
    <message>
        <source>Computes in 16-bit floats of small range, for graphics cards without bf16; the loss is scaled so that small gradients are not lost.</source>
        <translation>以数值范围较小的 16 位浮点数计算，用于不支持 bf16 的显卡；损失会被缩放，以免丢失小梯度。</translation>
    </message>
    <message>
        <source>Keep all activations</source>
        <translation>保留所有激活值</translation>
    </message>
    <message>
        <source>Off: what a layer computed is thrown away and computed again for the gradient, which needs much less memory and up to a third more time.</source>
        <translation>关闭：丢弃各层的计算结果，求梯度时重新计算，所需内存大幅减少，但时间最多增加三分之一。</translation>
    </message>
    <message>
        <source>Tokens in a batch</source>
        <translation>每批词元数</translation>
    </message>
    <message>
        <source>Batches are filled with samples up to so many tokens, those of images included, instead of up to per_device_train_batch_size samples; a longer sample is a batch of its own.</source>
        <translation>每个批次用样本填充到这么多词元（包括图片的词元），而不是填充到 per_device_train_batch_size 个样本；更长的样本单独成为一个批次。</translation>
    </message>
    <message>
        <source>Group by length</source>
        <translation>按长度分组</translation>
    </message>
    <message>
        <source>Samples of like length come into one batch; the order is still drawn from the seed.</source>
        <translation>长度相近的样本放入同一批次；顺序仍由随机种子决定。</translation>
    </message>
    <message>
        <source>Judge answers</source>
        <translation>评判回答</translation>
    </message>
    <message>
        <source>At each evaluation the validation samples are answered and judged by compare_metrics; max_eval_samples limits the time that takes.</source>
        <translation>每次评估时回答验证样本，并用 compare_metrics 评判；max_eval_samples 可限制所需时间。</translation>
    </message>
    <message>
        <source>Keep the best</source>
        <translation>保留最佳</translation>
    </message>
    <message>
        <source>The result is the model as it was at its best evaluation, not at the last step; that checkpoint is saved and never removed.</source>
        <translation>结果取最佳评估时的模型，而不是最后一步的模型；该检查点会被保存且不会被删除。</translation>
    </message>
    <message>
        <source>Best by</source>
        <translation>最佳依据</translation>
    </message>
    <message>
        <source>Greater is better</source>
        <translation>越大越好</translation>
    </message>
    <message>
        <source>Of metric_for_best_model; empty: as the measure says.</source>
        <translation>针对 metric_for_best_model；留空：由该指标决定。</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心值</translation>
    </message>
    <message>
        <source>Ends after so many evaluations in a row that were no better than the best one; empty: never.</source>
        <translation>连续这么多次评估都不优于最佳评估时结束；留空：从不。</translation>
    </message>
    <message>
        <source>evaluations</source>
        <translation>次评估</translation>
    </message>
    <message>
        <source>Least gain</source>
        <translation>最小改善</translation>
    </message>
    <message>
        <source>An evaluation is better, as early_stopping_steps counts, only by more than this.</source>
        <translation>只有改善超过此值，评估才算变好（用于 early_stopping_steps 的计数）。</translation>
    </message>
    <message>
        <source>Also write</source>
        <translation>同时写入</translation>
    </message>
    <message>
        <source>The run&apos;s figures for other programs, in the run&apos;s folder: TensorBoard&apos;s event files, a table (CSV) or MLflow&apos;s files.</source>
        <translation>供其他程序使用的运行数据，写入运行文件夹：TensorBoard 的事件文件、表格（CSV）或 MLflow 的文件。</translation>
    </message>
    <message>
        <source>Optimization</source>
        <translation>优化</translation>
    </message>
    <message>
        <source>Optimizer details</source>
        <translation>优化器详细设置</translation>
    </message>
    <message>
        <source>Schedule details</source>
        <translation>学习率调度详细设置</translation>
    </message>
    <message>
        <source>Rate of the vision tower</source>
        <translation>视觉编码器学习率</translation>
    </message>
    <message>
        <source>Learning rate of what is trained in the vision tower; empty: as learning_rate.</source>
        <translation>视觉编码器中被训练部分的学习率；留空：同 learning_rate。</translation>
    </message>
    <message>
        <source>Rate of the projector</source>
        <translation>投影层学习率</translation>
    </message>
    <message>
        <source>Learning rate of what is trained between vision tower and language model; empty: as learning_rate.</source>
        <translation>视觉编码器与语言模型之间被训练部分的学习率；留空：同 learning_rate。</translation>
    </message>
    <message>
        <source>Rate of the language model</source>
        <translation>语言模型学习率</translation>
    </message>
    <message>
        <source>Learning rate of what is trained in the language model; empty: as learning_rate.</source>
        <translation>语言模型中被训练部分的学习率；留空：同 learning_rate。</translation>
    </message>
    <message>
        <source>LoRA+ ratio</source>
        <translation>LoRA+ 比率</translation>
    </message>
    <message>
        <source>LoRA+ rate of embeddings</source>
        <translation>LoRA+ 嵌入层学习率</translation>
    </message>
    <message>
        <source>With loraplus_lr_ratio: the learning rate of LoRA&apos;s B matrices on embeddings.</source>
        <translation>与 loraplus_lr_ratio 配合使用：嵌入层上 LoRA 的 B 矩阵的学习率。</translation>
    </message>
    <message>
        <source>Rate from layer to layer</source>
        <translation>逐层学习率</translation>
    </message>
    <message>
        <source>Each layer of a part learns at this share of the rate of the layer above it; the last layer and what follows it at the full one; 1: all alike.</source>
        <translation>每个部分中，每一层的学习率为其上一层的此比例；最后一层及其后的部分使用完整学习率；1：全部相同。</translation>
    </message>
    <message>
        <source>Balance of experts</source>
        <translation>专家均衡</translation>
    </message>
    <message>
        <source>Weight of the loss that asks a model with experts to use all of them alike, 0.001 for one; empty: as its config.json says (router_aux_loss_coef, where output_router_logits is true).</source>
        <translation>让带专家的模型均匀使用所有专家的损失的权重，例如 0.001；留空：按其 config.json（output_router_logits 为 true 时的 router_aux_loss_coef）。</translation>
    </message>
    <message>
        <source>NEFTune noise</source>
        <translation>NEFTune 噪声</translation>
    </message>
    <message>
        <source>Uniform noise on the embeddings of the training samples&apos; tokens, 5 for one; empty: none.</source>
        <translation>加在训练样本词元嵌入上的均匀噪声，例如 5；留空：不加。</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>标签平滑</translation>
    </message>
    <message>
        <source>Share of the target that goes to all tokens alike in training; the validation loss is computed without it.</source>
        <translation>训练时平均分配给所有词元的目标比例；计算验证损失时不使用。</translation>
    </message>
    <message>
        <source>Averaged weights</source>
        <translation>权重平均</translation>
    </message>
    <message>
        <source>Keeps a running average of what is trained, 0.999 for one, less in the first steps; evaluation and the saved result take the average. Empty: none.</source>
        <translation>对训练的参数保持滑动平均，例如 0.999，最初几步取较小值；评估和保存的结果使用平均值。留空：不使用。</translation>
    </message>
    <message>
        <source>Models and data are read from this computer; nothing is downloaded.</source>
        <translation>模型和数据都从本机读取，不会下载任何内容。</translation>
    </message>
    <message>
        <source>The tokenizer is used as the model folder has it.</source>
        <translation>分词器按模型文件夹中的原样使用。</translation>
    </message>
    <message>
        <source>An adapter is merged with `atelier adapter merge`, not by a recipe.</source>
        <translation>适配器用 `atelier adapter merge` 合并，而不是通过方案。</translation>
    </message>
    <message>
        <source>Answers are generated greedily for comparing; `atelier generate` has sampling.</source>
        <translation>对比时的回答采用贪心生成；`atelier generate` 支持采样。</translation>
    </message>
    <message>
        <source>Progress is shown by the window and the command line and kept in the run&apos;s folder.</source>
        <translation>进度显示在窗口和命令行中，并保存在运行的文件夹里。</translation>
    </message>
    <message>
        <source>adapter_name_or_path takes the folder.</source>
        <translation>文件夹由 adapter_name_or_path 指定。</translation>
    </message>
    <message>
        <source>No code of a model folder is ever run; families are built in.</source>
        <translation>从不运行模型文件夹中的代码；各模型系列已内置。</translation>
    </message>
    <message>
        <source>New tokens cannot be added yet.</source>
        <translation>尚不能添加新词元。</translation>
    </message>
    <message>
        <source>Weights are always read from mapped files, one tensor after the other.</source>
        <translation>权重始终从映射文件中逐个张量读取。</translation>
    </message>
    <message>
        <source>Positions are used as the model folder&apos;s config.json says.</source>
        <translation>位置编码按模型文件夹中的 config.json 使用。</translation>
    </message>
    <message>
        <source>Norms compute in fp32 and keep their weights&apos; type.</source>
        <translation>归一化以 fp32 计算，权重类型保持不变。</translation>
    </message>
    <message>
        <source>The loss is always computed in fp32.</source>
        <translation>损失始终以 fp32 计算。</translation>
    </message>
    <message>
        <source>`atelier model create` makes a model with random weights; name its folder.</source>
        <translation>`atelier model create` 可创建随机权重的模型；请指定其文件夹。</translation>
    </message>
    <message>
        <source>`atelier recipe preflight` says what is trained and what is frozen.</source>
        <translation>`atelier recipe preflight` 会说明哪些参与训练、哪些被冻结。</translation>
    </message>
    <message>
        <source>`atelier train` trains; `atelier eval` and `atelier compare` evaluate.</source>
        <translation>`atelier train` 用于训练；`atelier eval` 和 `atelier compare` 用于评估。</translation>
    </message>
    <message>
        <source>eval_strategy says when the validation samples are evaluated.</source>
        <translation>eval_strategy 决定何时评估验证样本。</translation>
    </message>
    <message>
        <source>`atelier compare` answers the test samples after the training.</source>
        <translation>`atelier compare` 在训练后回答测试样本。</translation>
    </message>
    <message>
        <source>Set finetuning_type: full, freeze_language_model: true and freeze_multi_modal_projector: false instead.</source>
        <translation>请改为设置 finetuning_type: full、freeze_language_model: true 和 freeze_multi_modal_projector: false。</translation>
    </message>
    <message>
        <source>The model folder&apos;s own chat template is used.</source>
        <translation>使用模型文件夹自带的对话模板。</translation>
    </message>
    <message>
        <source>All validation samples are evaluated together.</source>
        <translation>所有验证样本一起评估。</translation>
    </message>
    <message>
        <source>Samples are always packed without padding, and never see each other.</source>
        <translation>样本始终无填充地打包，且彼此不可见。</translation>
    </message>
    <message>
        <source>There is no padding.</source>
        <translation>没有填充。</translation>
    </message>
    <message>
        <source>dataloader_num_workers threads encode samples while the training runs.</source>
        <translation>训练过程中由 dataloader_num_workers 个线程编码样本。</translation>
    </message>
    <message>
        <source>Samples are read one by one from the project anyway.</source>
        <translation>样本本来就是从项目中逐个读取的。</translation>
    </message>
    <message>
        <source>The system turn of a sample, or the chat template&apos;s own, is used.</source>
        <translation>使用样本的系统轮次，或对话模板自带的系统提示。</translation>
    </message>
    <message>
        <source>`atelier train --resume` goes on from the run&apos;s last whole checkpoint.</source>
        <translation>`atelier train --resume` 从运行的最后一个完整检查点继续。</translation>
    </message>
    <message>
        <source>The last, smaller step of an epoch is trained too.</source>
        <translation>每轮最后不足一步的样本也会训练。</translation>
    </message>
    <message>
        <source>Samples have no columns.</source>
        <translation>样本没有列。</translation>
    </message>
    <message>
        <source>A run is the folder PROJECT/runs/NAME; --run gives the name.</source>
        <translation>一次运行就是文件夹 PROJECT/runs/NAME；名称由 --run 指定。</translation>
    </message>
    <message>
        <source>The window draws the loss; trainer_log.jsonl has it for others.</source>
        <translation>窗口会绘制损失；其他程序可读取 trainer_log.jsonl。</translation>
    </message>
    <message>
        <source>A checkpoint is saved every save_steps and at the end.</source>
        <translation>每隔 save_steps 步以及结束时保存检查点。</translation>
    </message>
    <message>
        <source>A checkpoint always holds what is needed to go on.</source>
        <translation>检查点始终包含继续训练所需的全部内容。</translation>
    </message>
    <message>
        <source>Tensors are always saved as safetensors.</source>
        <translation>张量始终保存为 safetensors。</translation>
    </message>
    <message>
        <source>compare_metrics names what `atelier compare` computes.</source>
        <translation>compare_metrics 指定 `atelier compare` 计算的指标。</translation>
    </message>
    <message>
        <source>Nothing is uploaded.</source>
        <translation>不会上传任何内容。</translation>
    </message>
    <message>
        <source>max_new_tokens limits an answer.</source>
        <translation>回答长度由 max_new_tokens 限制。</translation>
    </message>
    <message>
        <source>Pinned by</source>
        <translation>固定标签</translation>
    </message>
    <message>
        <source>Samples with this tag, of any split, are answered at each evaluation in place of the first ones, however many sample_answers says; 64 at most. Empty: none are.</source>
        <translation>带有此标签的样本（不论属于哪个划分）会在每次评估时代替前几个样本被回答，不受 sample_answers 的数量限制；最多 64 个。留空：没有固定的样本。</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Bits of a frozen weight</source>
        <translation>冻结权重的位数</translation>
    </message>
    <message>
        <source>Stores the frozen weights of linear layers in 4 or 8 bits and trains an adapter on them (QLoRA): a quarter or half of the memory, for some loss of precision. Empty: not quantised.</source>
        <translation>线性层的冻结权重以 4 位或 8 位存储，并在其上训练适配器（QLoRA）：内存降为四分之一或一半，精度略有损失。留空：不量化。</translation>
    </message>
    <message>
        <source>Type of 4 bits</source>
        <translation>4 位类型</translation>
    </message>
    <message>
        <source>nf4: values that suit normally distributed weights; fp4: floating-point numbers.</source>
        <translation>nf4：适合正态分布权重的取值；fp4：浮点数。</translation>
    </message>
    <message>
        <source>Quantise the scales too</source>
        <translation>同时量化缩放系数</translation>
    </message>
    <message>
        <source>Saves another 0.4 bits a weight.</source>
        <translation>每个权重再节省 0.4 位。</translation>
    </message>
    <message>
        <source>Off: the encoders of images and other media are trained too.</source>
        <translation>关闭：图像及其他媒体的编码器也会训练。</translation>
    </message>
    <message>
        <source>Off: the layers between the encoders and the language model are trained too.</source>
        <translation>关闭：编码器与语言模型之间的层也会训练。</translation>
    </message>
    <message>
        <source>On: only encoders and projector are trained, where they are not frozen.</source>
        <translation>开启：只训练未冻结的编码器和投影器。</translation>
    </message>
    <message>
        <source>Other frozen parts</source>
        <translation>其他冻结部分</translation>
    </message>
    <message>
        <source>Parts of the model that stay frozen whatever the switches above say, such as qformer.</source>
        <translation>无论上面的开关如何都保持冻结的模型部分，例如 qformer。</translation>
    </message>
    <message>
        <source>The same for the vision tower, where it is not frozen.</source>
        <translation>对未冻结的视觉塔同样如此。</translation>
    </message>
    <message>
        <source>Linear layers that get an update. &quot;all&quot;: every one in the parts that are not frozen; &quot;all-linear&quot;: every one of the model, vision tower and projector included; names such as q_proj or mlp: those in the parts that are not frozen; a pattern (*.mlp.*) or a regular expression for the whole name: wherever it matches. Experts are among them by name alone: experts for all, *.experts.3.* for one.</source>
        <translation>获得更新的线性层。&quot;all&quot;：未冻结部分中的全部；&quot;all-linear&quot;：模型中的全部，包括视觉塔和投影器；q_proj 或 mlp 之类的名称：未冻结部分中的相应层；匹配完整名称的模式（*.mlp.*）或正则表达式：所有匹配之处。专家层只按名称选取：experts 表示全部，*.experts.3.* 表示其中一个。</translation>
    </message>
    <message>
        <source>DoRA</source>
        <translation>DoRA</translation>
    </message>
    <message>
        <source>Also trains the length of each row of the weights: closer to full fine-tuning, and slower.</source>
        <translation>同时训练权重每一行的长度：更接近全量微调，但更慢。</translation>
    </message>
    <message>
        <source>LoRA&apos;s B matrices learn this much faster than its A matrices, 16 for one; empty: alike.</source>
        <translation>LoRA 的 B 矩阵比 A 矩阵学习快这么多倍，例如 16；留空：相同。</translation>
    </message>
    <message>
        <source>Learned keys and values that every layer&apos;s attention sees before the text.</source>
        <translation>每一层的注意力在文本之前看到的、学习得到的键和值。</translation>
    </message>
    <message>
        <source>Prompt tuning</source>
        <translation>提示调优</translation>
    </message>
    <message>
        <source>Prompt length</source>
        <translation>提示长度</translation>
    </message>
    <message>
        <source>Learned tokens in front of every text.</source>
        <translation>每段文本之前学习得到的词元。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>初始值</translation>
    </message>
    <message>
        <source>vocabulary: embeddings of random words of the model; random: normally distributed, as in PEFT.</source>
        <translation>vocabulary：模型中随机词的嵌入；random：正态分布，与 PEFT 相同。</translation>
    </message>
    <message>
        <source>AdaLoRA</source>
        <translation>AdaLoRA</translation>
    </message>
    <message>
        <source>First rank</source>
        <translation>初始秩</translation>
    </message>
    <message>
        <source>Rank of every update at the start; the least important directions are dropped from it.</source>
        <translation>开始时每个更新的秩；之后舍弃其中最不重要的方向。</translation>
    </message>
    <message>
        <source>Last rank</source>
        <translation>最终秩</translation>
    </message>
    <message>
        <source>Mean rank of the updates at the end.</source>
        <translation>结束时更新的平均秩。</translation>
    </message>
    <message>
        <source>The update is scaled by alpha / first rank. Not set: twice the last rank.</source>
        <translation>更新按 alpha / 初始秩缩放。未设置：最终秩的两倍。</translation>
    </message>
    <message>
        <source>Linear layers that get an update, named as for lora_target.</source>
        <translation>获得更新的线性层，命名方式与 lora_target 相同。</translation>
    </message>
    <message>
        <source>Steps before dropping</source>
        <translation>舍弃前的步数</translation>
    </message>
    <message>
        <source>Steps at the start with the first rank (PEFT&apos;s tinit).</source>
        <translation>开始时保持初始秩的步数（PEFT 的 tinit）。</translation>
    </message>
    <message>
        <source>Steps after dropping</source>
        <translation>舍弃后的步数</translation>
    </message>
    <message>
        <source>Steps at the end with the last rank (PEFT&apos;s tfinal).</source>
        <translation>结束时保持最终秩的步数（PEFT 的 tfinal）。</translation>
    </message>
    <message>
        <source>Steps between droppings</source>
        <translation>舍弃间隔步数</translation>
    </message>
    <message>
        <source>How often directions are dropped (PEFT&apos;s deltaT).</source>
        <translation>每隔多少步舍弃一次方向（PEFT 的 deltaT）。</translation>
    </message>
    <message>
        <source>Smoothing of importance</source>
        <translation>重要性平滑</translation>
    </message>
    <message>
        <source>Share of the earlier mean in the running mean of a direction&apos;s importance.</source>
        <translation>方向重要性的滑动平均中先前均值的占比。</translation>
    </message>
    <message>
        <source>Smoothing of uncertainty</source>
        <translation>不确定性平滑</translation>
    </message>
    <message>
        <source>The same of its uncertainty.</source>
        <translation>其不确定性的同一占比。</translation>
    </message>
    <message>
        <source>Orthogonality</source>
        <translation>正交性</translation>
    </message>
    <message>
        <source>Weight of the loss that keeps directions orthogonal.</source>
        <translation>使方向保持正交的损失的权重。</translation>
    </message>
    <message>
        <source>Some layers</source>
        <translation>部分层</translation>
    </message>
    <message>
        <source>Rates of other parts</source>
        <translation>其他部分的学习率</translation>
    </message>
    <message>
        <source>Learning rates of parts of the model by name, such as {qformer: 1.0e-5}, instead of those above.</source>
        <translation>按名称为模型各部分设置的学习率，例如 {qformer: 1.0e-5}，取代上面的设置。</translation>
    </message>
    <message>
        <source>Only the quantisation of bitsandbytes is supported.</source>
        <translation>仅支持 bitsandbytes 的量化。</translation>
    </message>
    <message>
        <source>LLaMA-Adapter</source>
        <translation>LLaMA-Adapter</translation>
    </message>
    <message>
        <source>Learned prompts of each layer, to which all tokens attend (PEFT&apos;s adapter_len).</source>
        <translation>每层学习得到的提示，所有词元都会关注它们（PEFT 的 adapter_len）。</translation>
    </message>
    <message>
        <source>How many attention layers get prompts, counted from the top (PEFT&apos;s adapter_layers). Not set: all but the lowest two.</source>
        <translation>从顶层数起有多少个注意力层获得提示（PEFT 的 adapter_layers）。未设置：除最低两层外的所有层。</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Images in the prompts</source>
        <translation>提示中的图像</translation>
    </message>
    <message>
        <source>Add the mean of the images&apos; features, through a learned matrix, to the prompts. PEFT does not know this: it loads such an adapter without the images.</source>
        <translation>将图像特征的均值经学习得到的矩阵加到提示上。PEFT 没有此功能：它加载这类适配器时不含图像。</translation>
    </message>
    <message>
        <source>Atelier chooses its kernels itself; there is nothing to switch on.</source>
        <translation>Atelier 会自行选择计算核，没有需要开启的选项。</translation>
    </message>
    <message>
        <source>Samples are encoded while the training runs; nothing is cached before.</source>
        <translation>样本在训练时编码，不会预先缓存。</translation>
    </message>
    <message>
        <source>Images are prepared as the model folder&apos;s image processor says.</source>
        <translation>图像按模型文件夹中的图像处理器预处理。</translation>
    </message>
    <message>
        <source>Training runs in one process on one device.</source>
        <translation>训练在一个进程中、一个设备上进行。</translation>
    </message>
    <message>
        <source>This variant of the adapter is not supported yet.</source>
        <translation>尚不支持适配器的这种变体。</translation>
    </message>
    <message>
        <source>This optimizer is not supported; `optim` lists the supported ones.</source>
        <translation>不支持此优化器；`optim` 列出了支持的优化器。</translation>
    </message>
    <message>
        <source>Shifted sparse attention is not supported.</source>
        <translation>不支持移位稀疏注意力。</translation>
    </message>
    <message>
        <source>Mixture of depths is not supported.</source>
        <translation>不支持深度混合（Mixture of Depths）。</translation>
    </message>
    <message>
        <source>There is one kind of gradient checkpointing (disable_gradient_checkpointing: false).</source>
        <translation>梯度检查点只有一种方式（disable_gradient_checkpointing: false）。</translation>
    </message>
    <message>
        <source>Training goes on with adapter_name_or_path; a second adapter beside it is not supported yet.</source>
        <translation>训练会接着 adapter_name_or_path 进行；尚不支持在其旁边再加一个适配器。</translation>
    </message>
    <message>
        <source>Adding blocks to a model is not supported.</source>
        <translation>不支持向模型添加层块。</translation>
    </message>
    <message>
        <source>Datasets come from the project that --project names; `atelier data import` adds them.</source>
        <translation>数据集来自 --project 指定的项目；用 `atelier data import` 添加。</translation>
    </message>
    <message>
        <source>Images stay where the import found them.</source>
        <translation>图像留在导入时所在的位置。</translation>
    </message>
    <message>
        <source>Datasets are concatenated; `concepts` repeats or weights samples.</source>
        <translation>数据集依次拼接；`concepts` 可重复样本或设置权重。</translation>
    </message>
    <message>
        <source>The rule that makes steps of gradients. 8bit: its memory of past gradients takes a quarter. paged: that memory rests in main memory, not on the graphics card; on a processor the same as unpaged. adamw_torch is the same as adamw_torch_fused. adamw_bnb_8bit is the same as adamw_8bit.</source>
        <translation>由梯度得出每一步更新的规则。8bit：历史梯度的记录只占四分之一内存。paged：这些记录放在内存而不是显存中；在处理器上与非 paged 相同。adamw_torch 等同于 adamw_torch_fused。adamw_bnb_8bit 等同于 adamw_8bit。</translation>
    </message>
    <message>
        <source>Names and values, as in &quot;momentum=0.9, nesterov=true&quot;. adafactor: clip_threshold, decay_rate, beta1, eps1, eps2, scale_parameter, relative_step, warmup_init. sgd: momentum, nesterov.</source>
        <translation>名称和值，例如 &quot;momentum=0.9, nesterov=true&quot;。adafactor：clip_threshold、decay_rate、beta1、eps1、eps2、scale_parameter、relative_step、warmup_init。sgd：momentum、nesterov。</translation>
    </message>
    <message>
        <source>A mapping, as in {&quot;num_cycles&quot;: 2}. cosine: num_cycles. cosine_with_restarts: num_cycles. cosine_with_min_lr: min_lr or min_lr_rate, num_cycles. polynomial: lr_end, power. inverse_sqrt: timescale. warmup_stable_decay: num_decay_steps, num_stable_steps, min_lr_ratio, warmup_type, decay_type, num_cycles. reduce_lr_on_plateau: factor, patience, threshold, threshold_mode, cooldown, min_lr, eps.</source>
        <translation>映射，例如 {&quot;num_cycles&quot;: 2}。cosine：num_cycles。cosine_with_restarts：num_cycles。cosine_with_min_lr：min_lr 或 min_lr_rate、num_cycles。polynomial：lr_end、power。inverse_sqrt：timescale。warmup_stable_decay：num_decay_steps、num_stable_steps、min_lr_ratio、warmup_type、decay_type、num_cycles。reduce_lr_on_plateau：factor、patience、threshold、threshold_mode、cooldown、min_lr、eps。</translation>
    </message>
    <message>
        <source>This variant of preference tuning is not supported.</source>
        <translation>不支持偏好调优的这一变体。</translation>
    </message>
    <message>
        <source>The reference model is the model itself: pref_reference says in which state.</source>
        <translation>参考模型就是模型本身：pref_reference 说明取哪个状态。</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation>学习内容</translation>
    </message>
    <message>
        <source>sft: answers. dpo: pairs of a preferred and a rejected answer. kto: answers that were liked or not. Samples without such a preference are left out of dpo and kto.</source>
        <translation>sft：回答。dpo：由偏好回答和被拒回答组成的样本对。kto：被喜欢或不被喜欢的回答。没有此类偏好的样本不参与 dpo 和 kto。</translation>
    </message>
    <message>
        <source>Loss of pairs</source>
        <translation>样本对的损失</translation>
    </message>
    <message>
        <source>How a pair is learned. sigmoid: DPO. Raises the preferred answer above the rejected one, measured from the reference model; dpo_label_smoothing makes it cDPO. hinge: DPO with a hinge. The same, until the preferred answer is far enough above. ipo: IPO. Aims at a fixed distance per token of 1 / (2 * pref_beta), so that it does not overfit to clear preferences. kto_pair: KTO of pairs. KTO&apos;s loss, with both answers of a pair as feedback. orpo: ORPO. Learns the preferred answer and, weighted by pref_beta, lowers the odds of the rejected one, without a reference model. simpo: SimPO. Raises the preferred answer&apos;s mean over its tokens above the rejected one&apos;s by simpo_gamma, without a reference model.</source>
        <translation>如何学习一个样本对。sigmoid：DPO。以参考模型为基准，使偏好回答高于被拒回答；dpo_label_smoothing 使其成为 cDPO。hinge：带铰链损失的 DPO。同上，直到偏好回答高出足够多。ipo：IPO。以每词元 1 / (2 * pref_beta) 的固定距离为目标，因此不会对明确的偏好过拟合。kto_pair：样本对的 KTO。KTO 的损失，把一对中的两个回答都作为反馈。orpo：ORPO。学习偏好回答，并以 pref_beta 为权重降低被拒回答的几率，不需要参考模型。simpo：SimPO。使偏好回答按词元的平均值比被拒回答高出 simpo_gamma，不需要参考模型。</translation>
    </message>
    <message>
        <source>Beta</source>
        <translation>Beta</translation>
    </message>
    <message>
        <source>How closely the model keeps to the reference model while it learns preferences: more keeps closer. Of orpo the weight of the odds, of simpo the scale of the reward.</source>
        <translation>学习偏好时模型与参考模型保持多近：越大越近。对 orpo 为几率的权重，对 simpo 为奖励的尺度。</translation>
    </message>
    <message>
        <source>Reference model</source>
        <translation>参考模型</translation>
    </message>
    <message>
        <source>What preferences are measured from. base: the model without what is trained in it. start: the model as this training starts, with the adapter that it goes on from. none: nothing, so that the answers&apos; own probabilities count. orpo and simpo never have one.</source>
        <translation>衡量偏好的基准。base：不含所训练部分的模型。start：本次训练开始时的模型，包括所接续的适配器。none：无基准，只看回答自身的概率。orpo 和 simpo 从不使用参考模型。</translation>
    </message>
    <message>
        <source>Share of the answers&apos; loss</source>
        <translation>回答损失的份额</translation>
    </message>
    <message>
        <source>The loss of the preferred answers, per token, is added with this factor; 0: not added.</source>
        <translation>加上这么多倍的偏好回答损失（按词元）；0：不加。</translation>
    </message>
    <message>
        <source>Wrong preferences</source>
        <translation>错误的偏好</translation>
    </message>
    <message>
        <source>Share of the pairs that may be labelled the wrong way round (cDPO).</source>
        <translation>可能标反的样本对所占比例（cDPO）。</translation>
    </message>
    <message>
        <source>Margin of SimPO</source>
        <translation>SimPO 的间隔</translation>
    </message>
    <message>
        <source>By how much the preferred answer&apos;s reward should be above the rejected one&apos;s.</source>
        <translation>偏好回答的奖励应比被拒回答高多少。</translation>
    </message>
    <message>
        <source>Weight of liked answers</source>
        <translation>获赞回答的权重</translation>
    </message>
    <message>
        <source>How much an answer that was liked counts; raise it where there are fewer of them.</source>
        <translation>一个被喜欢的回答计多少；此类回答较少时可调大。</translation>
    </message>
    <message>
        <source>Weight of disliked answers</source>
        <translation>不受喜欢回答的权重</translation>
    </message>
    <message>
        <source>How much an answer that was not liked counts.</source>
        <translation>一个不被喜欢的回答计多少。</translation>
    </message>
    <message>
        <source>What says which evaluation is best: eval_loss, a measure of answers such as cer or exact_match, or one of preferences such as rewards/accuracies.</source>
        <translation>判断哪次评估最好的依据：eval_loss，回答的度量（如 cer 或 exact_match），或偏好的度量（如 rewards/accuracies）。</translation>
    </message>
    <message>
        <source>How places on a picture are written, also for &lt;bbox&gt; marks in texts. auto: as the model&apos;s family was taught; qwen2_vl: thousandths of the sides between box marks; pixels: {&quot;bbox_2d&quot;: [x1, y1, x2, y2]} in pixels of the picture; normalized: the same in shares of the sides, 0 to 1; paligemma: tokens from &lt;loc0000&gt; to &lt;loc1023&gt; for top, left, bottom and right.</source>
        <translation>图片上位置的写法，也用于文本中的 &lt;bbox&gt; 标记。auto：按模型系列训练时的写法；qwen2_vl：方框标记之间以边长的千分之一为单位；pixels：以图片像素为单位的 {&quot;bbox_2d&quot;: [x1, y1, x2, y2]}；normalized：同上，以边长的比例 0 到 1 为单位；paligemma：依次表示上、左、下、右的词元，从 &lt;loc0000&gt; 到 &lt;loc1023&gt;。</translation>
    </message>
    <message>
        <source>Limit of bad samples</source>
        <translation>坏样本上限</translation>
    </message>
    <message>
        <source>The run ends with an error where more than this share of the samples cannot be read.</source>
        <translation>无法读取的样本超过此比例时，运行以错误结束。</translation>
    </message>
    <message>
        <source>How often left and right are exchanged. Not for text. Keypoints that their class names left and right change places.</source>
        <translation>左右互换的频率。不适用于文字。类别中命名为左和右的关键点会互换位置。</translation>
    </message>
    <message>
        <source>It is on unless disable_gradient_checkpointing is true.</source>
        <translation>默认开启，除非 disable_gradient_checkpointing 为 true。</translation>
    </message>
    <message>
        <source>There is one kind of gradient checkpointing.</source>
        <translation>梯度检查点只有一种。</translation>
    </message>
    <message>
        <source>Batches that do not fit are halved anyway.</source>
        <translation>放不下的批次本来就会减半。</translation>
    </message>
    <message>
        <source>seed and split_seed decide what is drawn.</source>
        <translation>抽取由 seed 与 split_seed 决定。</translation>
    </message>
    <message>
        <source>The same recipe draws the same samples in any case.</source>
        <translation>同一配方总是抽取相同的样本。</translation>
    </message>
    <message>
        <source>A resumed run goes on with the samples that are due.</source>
        <translation>恢复的运行会从接下来的样本继续。</translation>
    </message>
    <message>
        <source>group_by_length takes all tokens, those of pictures too.</source>
        <translation>group_by_length 按全部词元计算，包括图片的词元。</translation>
    </message>
    <message>
        <source>Lengths are counted.</source>
        <translation>长度由程序自行统计。</translation>
    </message>
    <message>
        <source>dataloader_num_workers threads read ahead.</source>
        <translation>由 dataloader_num_workers 个线程预先读取。</translation>
    </message>
    <message>
        <source>device says where a training runs.</source>
        <translation>训练在何处运行由 device 决定。</translation>
    </message>
    <message>
        <source>eval_strategy and eval_steps say when the validation samples are evaluated.</source>
        <translation>何时评估验证样本由 eval_strategy 与 eval_steps 决定。</translation>
    </message>
    <message>
        <source>Figures are logged every logging_steps.</source>
        <translation>指标每 logging_steps 步记录一次。</translation>
    </message>
    <message>
        <source>Atelier sends nothing to services: report_to takes none, tensorboard, csv and mlflow (files in the run&apos;s folder).</source>
        <translation>Atelier 不向任何服务发送数据：report_to 可取 none、tensorboard、csv 与 mlflow（运行文件夹中的文件）。</translation>
    </message>
    <message>
        <source>Join turns of one speaker</source>
        <translation>合并同一说话者的轮次</translation>
    </message>
    <message>
        <source>For chat templates that need user and assistant to take turns: turns of one speaker in a row become one, with a line break between them. Otherwise such samples are left out, as bad samples are.</source>
        <translation>适用于要求用户与助手交替发言的聊天模板：同一说话者的连续轮次会合并为一轮，中间以换行分隔。关闭时，这类样本会像坏样本一样被略过。</translation>
    </message>
    <message>
        <source>FourierFT</source>
        <translation>FourierFT</translation>
    </message>
    <message>
        <source>Frequencies</source>
        <translation>频率数</translation>
    </message>
    <message>
        <source>How many entries of the update&apos;s spectrum are trained in each layer (PEFT&apos;s n_frequency); a smaller layer trains all that it has.</source>
        <translation>每一层训练更新频谱中的多少个分量（PEFT 的 n_frequency）；较小的层训练其全部分量。</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Seed of the frequencies</source>
        <translation>频率的随机种子</translation>
    </message>
    <message>
        <source>Which entries of the spectrum are trained (PEFT&apos;s random_loc_seed).</source>
        <translation>训练频谱中的哪些分量（PEFT 的 random_loc_seed）。</translation>
    </message>
    <message>
        <source>LoHa</source>
        <translation>LoHa</translation>
    </message>
    <message>
        <source>Rank of each of the two factors: the update&apos;s own rank is up to its square.</source>
        <translation>两个因子各自的秩：更新本身的秩最高可达其平方。</translation>
    </message>
    <message>
        <source>The update is scaled by alpha / rank. Not set: the rank.</source>
        <translation>更新按 alpha / 秩缩放。未设置时等于秩。</translation>
    </message>
    <message>
        <source>Share of the update&apos;s rows that are zeroed at random in training (PEFT&apos;s rank_dropout).</source>
        <translation>训练时随机置零的更新行的比例（PEFT 的 rank_dropout）。</translation>
    </message>
    <message>
        <source>LoKr</source>
        <translation>LoKr</translation>
    </message>
    <message>
        <source>Rank of the larger of the two matrices whose Kronecker product is the update.</source>
        <translation>更新是两个矩阵的克罗内克积；这是其中较大矩阵的秩。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>Side of the smaller matrix (PEFT&apos;s decompose_factor). -1: as near to a square as the layer allows, which gives the fewest parameters.</source>
        <translation>较小矩阵的边长（PEFT 的 decompose_factor）。-1：在该层允许的范围内尽量接近方阵，参数最少。</translation>
    </message>
    <message>
        <source>Both of low rank</source>
        <translation>两者均低秩</translation>
    </message>
    <message>
        <source>The smaller matrix is of low rank, too.</source>
        <translation>较小的矩阵也采用低秩。</translation>
    </message>
    <message>
        <source>VeRA</source>
        <translation>VeRA</translation>
    </message>
    <message>
        <source>Width of the random matrices that all layers share. Each layer trains only as many numbers, so this is far higher than for LoRA.</source>
        <translation>所有层共享的随机矩阵的宽度。每层只训练这么多个数，因此远大于 LoRA 的秩。</translation>
    </message>
    <message>
        <source>Start of d</source>
        <translation>d 的初值</translation>
    </message>
    <message>
        <source>Where the trained scales between the two random matrices start.</source>
        <translation>两个随机矩阵之间的可训练缩放的初值。</translation>
    </message>
    <message>
        <source>Seed of the random matrices</source>
        <translation>随机矩阵的种子</translation>
    </message>
    <message>
        <source>Two adapters of one seed, rank and target share their random matrices (PEFT&apos;s projection_prng_key).</source>
        <translation>种子、秩和目标都相同的两个适配器共享随机矩阵（PEFT 的 projection_prng_key）。</translation>
    </message>
    <message>
        <source>What is trained. lora: A low-rank update of linear layers. It learns nearly as much as all weights would, in a small file. adalora: LoRA whose rank moves to the layers where it matters most while it is trained. ia3: Learned scales on keys, values and feed-forward inputs. The smallest result; for formats and styles. loha: The element-wise product of two low-rank matrices as an update: a high rank for few parameters. lokr: The Kronecker product of two small matrices as an update: a full rank for very few parameters. vera: Two random matrices that all layers share, and trained scales around them: a hundredth of LoRA&apos;s parameters. fourierft: An update whose spectrum has few entries that are not zero: some thousand numbers for each layer. oft: Rotates what goes into a layer, block by block: angles between neurons stay, so the model forgets little. boft: Rotates what goes into a layer by butterfly factors: denser rotations than OFT for as many numbers. prefix: Learned keys and values in front of every text, in each layer. The weights stay untouched. llama_adapter: Learned prompts in the upper layers&apos; attention, behind a gate that starts closed: training begins at the base model. prompt: Learned tokens in front of every text. The smallest change; for large models and simple tasks. freeze: Some layers&apos; own weights; the rest stays frozen. The result needs no adapter. full: Every weight of the parts that are not frozen. It learns the most and forgets the most.</source>
        <translation>训练什么。lora：线性层的低秩更新，学习效果接近训练全部权重，文件很小。adalora：训练时秩会移到最重要的层的 LoRA。ia3：在键、值和前馈输入上学习的缩放，结果最小，适合格式与风格。loha：两个低秩矩阵的逐元素乘积作为更新，用很少的参数达到高秩。lokr：两个小矩阵的克罗内克积作为更新，用极少的参数达到满秩。vera：所有层共享的两个随机矩阵，以及围绕它们的可训练缩放，参数量为 LoRA 的百分之一。fourierft：频谱中只有少数分量不为零的更新，每层只有几千个数。oft：逐块旋转层的输入，神经元之间的夹角不变，因此模型遗忘很少。boft：用蝶形因子旋转层的输入，同样多的参数可以得到比 OFT 更稠密的旋转。prefix：在每一层的每段文本之前学习的键和值，权重保持不变。llama_adapter：上层注意力中学习得到的提示，位于初始关闭的门控之后：训练从基础模型开始。prompt：在每段文本之前学习的词元，改动最小，适合大模型和简单任务。freeze：部分层自身的权重，其余保持冻结，结果不需要适配器。full：未冻结部分的全部权重，学得最多，也忘得最多。</translation>
    </message>
    <message>
        <source>BOFT</source>
        <translation>BOFT</translation>
    </message>
    <message>
        <source>Block size</source>
        <translation>块大小</translation>
    </message>
    <message>
        <source>Butterfly factors</source>
        <translation>蝶形因子数</translation>
    </message>
    <message>
        <source>Share of one factor&apos;s blocks that are not rotated, drawn anew in each step of the training.</source>
        <translation>某个因子中不旋转的块的比例，训练的每一步重新抽取。</translation>
    </message>
    <message>
        <source>Linear layers whose inputs are rotated, named as for lora_target.</source>
        <translation>输入被旋转的线性层，写法同 lora_target。</translation>
    </message>
    <message>
        <source>OFT</source>
        <translation>OFT</translation>
    </message>
    <message>
        <source>Exact rotation</source>
        <translation>精确旋转</translation>
    </message>
    <message>
        <source>Solves for each rotation instead of summing the first terms of its series: slower, and exactly orthogonal.</source>
        <translation>对每个旋转求解，而不是取级数的前几项之和：较慢，但严格正交。</translation>
    </message>
    <message>
        <source>One rotation a layer</source>
        <translation>每层一个旋转</translation>
    </message>
    <message>
        <source>All blocks of a layer share one rotation: far fewer parameters.</source>
        <translation>一层的所有块共享一个旋转：参数少得多。</translation>
    </message>
    <message>
        <source>Constrained</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>Keeps rotations small (COFT).</source>
        <translation>使旋转保持较小（COFT）。</translation>
    </message>
    <message>
        <source>Limit of rotations</source>
        <translation>旋转的上限</translation>
    </message>
    <message>
        <source>With oft_constrained: how far a rotation may go.</source>
        <translation>启用 oft_constrained 时：旋转最多可以偏离多少。</translation>
    </message>
    <message>
        <source>Share of the blocks that are not rotated, drawn anew in each step of the training.</source>
        <translation>不旋转的块的比例，训练的每一步重新抽取。</translation>
    </message>
    <message>
        <source>frames/s</source>
        <translation>帧/秒</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Video frame rate</source>
        <translation>视频帧率</translation>
    </message>
    <message>
        <source>Frames per second that are taken from a video, spread evenly. 0: the model&apos;s own rule, or 2 where video_maxlen is set.</source>
        <translation>每秒视频均匀取多少帧。0：按模型自己的规则，若设置了 video_maxlen 则为 2。</translation>
    </message>
    <message>
        <source>Max. video frames</source>
        <translation>视频最多帧数</translation>
    </message>
    <message>
        <source>A longer video is reduced to this many frames, spread evenly: less memory and time. 0: the model&apos;s own rule, or 128 where video_fps is set.</source>
        <translation>较长的视频均匀缩减到这么多帧：占用更少内存和时间。0：按模型自己的规则，若设置了 video_fps 则为 128。</translation>
    </message>
    <message>
        <source>Smallest video frame</source>
        <translation>最小视频帧</translation>
    </message>
    <message>
        <source>Smaller frames are enlarged to this area before the model prepares them. 0: never.</source>
        <translation>较小的帧先放大到此面积，再由模型处理。0：从不放大。</translation>
    </message>
    <message>
        <source>Largest video frame</source>
        <translation>最大视频帧</translation>
    </message>
    <message>
        <source>Larger frames are shrunk to this area before the model prepares them: less memory and time, less detail. 0: the model&apos;s own rule.</source>
        <translation>较大的帧先缩小到此面积，再由模型处理：占用更少内存和时间，细节更少。0：按模型自己的规则。</translation>
    </message>
    <message>
        <source>Number of inputs of a layer that are rotated together. It must divide the width of every target.</source>
        <translation>一层中每次一起旋转的输入数。必须能整除每个目标层的宽度。</translation>
    </message>
    <message>
        <source>Number of rotations in a row, each over different blocks, so that distant inputs mix; 1 is OFT with a scale for each output. With more, the block size must be even and the number of blocks divisible by 2 for each further factor.</source>
        <translation>依次进行的旋转的个数，每次作用于不同的块，使相距较远的输入混合；1 相当于为每个输出加缩放的 OFT。多于 1 时，块大小必须为偶数，且每增加一个因子，块数必须能再被 2 整除。</translation>
    </message>
    <message>
        <source>Factor of the update. The authors use 300 for language models, 150 for smaller ones.</source>
        <translation>更新所乘的系数。作者对语言模型取 300，对较小的模型取 150。</translation>
    </message>
    <message>
        <source>Number of inputs of a layer that are rotated together. A layer whose width it does not divide takes the nearest size that does.</source>
        <translation>一层中每次一起旋转的输入数。若不能整除某层的宽度，则取最接近的能整除的大小。</translation>
    </message>
</context>
<context>
    <name>Starter</name>
    <message>
        <source>Draw the starter data</source>
        <translation>绘制入门示例数据</translation>
    </message>
</context>
<context>
    <name>SweepWords</name>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Halving</source>
        <translation>逐次减半</translation>
    </message>
    <message>
        <source>Tries every combination of the values. Best with few settings.</source>
        <translation>尝试取值的每一种组合。设置较少时最合适。</translation>
    </message>
    <message>
        <source>Draws the values of each trial. Finds good ones with fewer trials than a grid.</source>
        <translation>为每次试验随机抽取取值。比网格用更少的试验就能找到好的取值。</translation>
    </message>
    <message>
        <source>Draws the values, trains all trials a little, and goes on only with the best: most tried for the time.</source>
        <translation>随机抽取取值，所有试验先训练一点，只让最好的继续：同样的时间里尝试得最多。</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>已淘汰</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 of %2 trials</source>
        <comment>ended and all</comment>
        <translation>%1/%2 次试验</translation>
    </message>
    <message>
        <source>best %1 %2</source>
        <comment>a figure and its value</comment>
        <translation>最佳%1 %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln trials</source>
        <translation>
            <numerusform>%Ln 次试验</numerusform>
        </translation>
    </message>
    <message>
        <source>of %1 steps</source>
        <comment>each trial</comment>
        <translation>各 %1 步</translation>
    </message>
    <message>
        <source>%1 go on to step %2</source>
        <comment>trials</comment>
        <translation>%1 次继续到第 %2 步</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>Trash</name>
    <message>
        <source>this could not be moved to the trash</source>
        <translation>无法移到回收站</translation>
    </message>
    <message>
        <source>there may be no trash on this disk: delete the folder by hand</source>
        <translation>此磁盘可能没有回收站：请手动删除该文件夹</translation>
    </message>
</context>
<context>
    <name>TryPanel</name>
    <message>
        <source>no sample with one whole picture</source>
        <translation>没有恰好包含一张完整图片的样本</translation>
    </message>
</context>
<context>
    <name>TurnDetails</name>
    <message>
        <source>not learned</source>
        <translation>不学习</translation>
    </message>
    <message>
        <source>learned</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>weight %1</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>calls %1(%2)</source>
        <translation>调用 %1(%2)</translation>
    </message>
    <message>
        <source>answers call %1</source>
        <translation>回应调用 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln further right answers</source>
        <translation>
            <numerusform>另有 %Ln 个正确回答</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::Actions</name>
    <message>
        <source>%1 (%2)</source>
        <comment>help of an action, then its keys</comment>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>atelier::ui::AgreementView</name>
    <message>
        <source>%1 %</source>
        <comment>a share</comment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Samples in both, of them alike</source>
        <translation>两者共有的样本，其中一致的</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>two counts</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Only in A, only in B</source>
        <translation>仅在 A 中，仅在 B 中</translation>
    </message>
    <message>
        <source>The same answers</source>
        <translation>相同的回答</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>so many of all</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Characters that differ</source>
        <translation>不同的字符</translation>
    </message>
    <message>
        <source>Tags shared</source>
        <translation>共有的标签</translation>
    </message>
    <message>
        <source>Labels shared</source>
        <translation>共有的标注</translation>
    </message>
    <message>
        <source>Overlap of regions</source>
        <translation>区域的重叠</translation>
    </message>
    <message>
        <source>Regions on one place, alone</source>
        <translation>位置一致的区域，单独的区域</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>已开始</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>没有可撤销的修改。</translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>没有可重做的修改。</translation>
    </message>
    <message>
        <source>Merge into %1</source>
        <translation>合并到 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples are in the dataset %1.</source>
        <translation>
            <numerusform>数据集 %1 中有 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %Ln of them nobody has decided all yet: they are as A has them, and not checked.</source>
        <translation>
            <numerusform>其中 %Ln 个样本尚未全部裁定：这些样本沿用 A 的标注，且未标记为已检查。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples of B alone are left out: their files lie elsewhere.</source>
        <translation>
            <numerusform>略过了仅 B 有的 %Ln 个样本：其文件位于别处。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln differing samples decided</source>
        <translation>
            <numerusform>%Ln 个有差异的样本中已裁定 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing the labels</source>
        <translation>正在比较标注</translation>
    </message>
    <message>
        <source>The labels cannot be compared</source>
        <translation>无法比较标注</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Compares them once more</source>
        <translation>重新比较</translation>
    </message>
    <message>
        <source>Two datasets are needed</source>
        <translation>需要两个数据集</translation>
    </message>
    <message>
        <source>Export the dataset, let a second person label the same samples, and bring what they made in under another name. Samples with the same id are compared.</source>
        <translation>导出数据集，让另一个人标注相同的样本，再将其结果以另一名称导入。系统会比较 ID 相同的样本。</translation>
    </message>
    <message>
        <source>Choose another dataset</source>
        <translation>选择其他数据集</translation>
    </message>
    <message>
        <source>A and B are the same.</source>
        <translation>A 和 B 是同一个数据集。</translation>
    </message>
    <message>
        <source>They share no sample</source>
        <translation>没有共同的样本</translation>
    </message>
    <message>
        <source>Samples with the same id are compared; these two datasets have none.</source>
        <translation>只比较 ID 相同的样本；这两个数据集没有这样的样本。</translation>
    </message>
    <message>
        <source>They agree</source>
        <translation>标注一致</translation>
    </message>
    <message numerus="yes">
        <source>All %Ln samples that both have are labelled alike.</source>
        <translation>
            <numerusform>两者共有的 %Ln 个样本标注全部一致。</numerusform>
        </translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>标注一致性</translation>
    </message>
    <message>
        <source>The first person&apos;s labels: what nobody decides stays as it is here</source>
        <translation>第一个人的标注：未裁定的内容保持此处的样子</translation>
    </message>
    <message>
        <source>The second person&apos;s labels of the same samples</source>
        <translation>第二个人对相同样本的标注</translation>
    </message>
    <message>
        <source>Name of the new dataset</source>
        <translation>新数据集的名称</translation>
    </message>
    <message>
        <source>Name of the dataset that both are merged into</source>
        <translation>两者合并而成的数据集的名称</translation>
    </message>
    <message>
        <source>Merge into it</source>
        <translation>合并到该数据集</translation>
    </message>
    <message>
        <source>Makes a new dataset of what was decided; A and B stay as they are</source>
        <translation>根据裁定结果生成新数据集；A 和 B 保持不变</translation>
    </message>
    <message>
        <source>Back to the data</source>
        <translation>返回数据</translation>
    </message>
    <message>
        <source>What was decided is kept</source>
        <translation>已裁定的内容会保留</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Alike</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Samples that differ, worst first</source>
        <translation>有差异的样本，差异最大的在前</translation>
    </message>
    <message>
        <source>J and K: next and previous. 1: take A, 2: take B, 3: take both</source>
        <translation>J 和 K：下一个和上一个。1：采用 A，2：采用 B，3：两者都采用</translation>
    </message>
    <message>
        <source>How far they agree</source>
        <translation>一致程度</translation>
    </message>
</context>
<context>
    <name>atelier::ui::AnswerCard</name>
    <message>
        <source>Reference</source>
        <translation>参考答案</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>The answer before</source>
        <translation>微调前的回答</translation>
    </message>
    <message>
        <source>The answer after</source>
        <translation>微调后的回答</translation>
    </message>
    <message>
        <source>The same as the reference</source>
        <translation>与参考答案一致</translation>
    </message>
    <message>
        <source>Differs from the reference</source>
        <translation>与参考答案不一致</translation>
    </message>
    <message>
        <source>(no answer)</source>
        <translation>（无回答）</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>样本 %1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::AnswerVotes</name>
    <message>
        <source>There are no answers to judge</source>
        <translation>没有可评判的回答</translation>
    </message>
    <message>
        <source>There is only one answer to each question</source>
        <translation>每个问题只有一个回答</translation>
    </message>
    <message>
        <source>Reading earlier votes</source>
        <translation>正在读取之前的评判</translation>
    </message>
</context>
<context>
    <name>atelier::ui::AnswersPanel</name>
    <message>
        <source>Sample answers</source>
        <translation>样本回答</translation>
    </message>
    <message>
        <source>Answers appear here at each evaluation: of the samples that are pinned on the page Data, or of as many as the recipe asks for.</source>
        <translation>每次评估时的回答会显示在这里：在“数据”页固定的样本，或方案所要求数量的样本。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ArchitecturePanel</name>
    <message>
        <source>What it is made of</source>
        <translation>模型的组成</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message numerus="yes">
        <source>%Ln layers</source>
        <translation>
            <numerusform>%Ln 层</numerusform>
        </translation>
    </message>
    <message>
        <source>Logits</source>
        <translation>Logits</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部件</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>In bf16</source>
        <translation>bf16 大小</translation>
    </message>
    <message>
        <source>Parts of the model with their layers</source>
        <translation>模型的部件及其层</translation>
    </message>
    <message>
        <source>Memory of its weights in bf16; twice as much in fp32</source>
        <translation>权重以 bf16 存放时占用的内存；fp32 为其两倍</translation>
    </message>
</context>
<context>
    <name>atelier::ui::AugmentView</name>
    <message>
        <source>As it is</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Epoch %1, not moved: %2</source>
        <translation>第 %1 轮，未变形：%2</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有图片</translation>
    </message>
    <message>
        <source>Variations of %1</source>
        <translation>%1 的变体</translation>
    </message>
    <message numerus="yes">
        <source>%Ln variations are in the dataset %1.</source>
        <translation>
            <numerusform>%Ln 个变体已写入数据集 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>How this sample may look while training</source>
        <translation>训练时此样本可能的样子</translation>
    </message>
    <message>
        <source>Other epochs</source>
        <translation>其他轮次</translation>
    </message>
    <message>
        <source>Draws the next epochs</source>
        <translation>绘制后续轮次</translation>
    </message>
    <message>
        <source>How many variations of each sample are written</source>
        <translation>每个样本写入多少个变体</translation>
    </message>
    <message>
        <source>Write as samples</source>
        <translation>写为样本</translation>
    </message>
    <message>
        <source>Makes a dataset of variations; what is held out for validation and test is left out</source>
        <translation>生成变体数据集；留作验证和测试的样本除外</translation>
    </message>
    <message>
        <source>Back to the data</source>
        <translation>返回数据</translation>
    </message>
    <message>
        <source>The settings are in the recipe already</source>
        <translation>设置已写入训练方案</translation>
    </message>
</context>
<context>
    <name>atelier::ui::BatchSection</name>
    <message>
        <source>First batch, token by token</source>
        <translation>第一个批次（逐词元）</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples, %1 tokens, %2 of them trained on</source>
        <translation>
            <numerusform>%Ln 个样本，%1 个词元，其中 %2 个参与学习</numerusform>
        </translation>
    </message>
    <message>
        <source>Which sample of the batch is shown</source>
        <translation>显示批次中的哪个样本</translation>
    </message>
    <message>
        <source>Sample of the first batch</source>
        <translation>第一个批次的样本</translation>
    </message>
    <message>
        <source>Copy the sample as text</source>
        <translation>以文本形式复制样本</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>The loss is taken of these tokens: what the model is to say by itself</source>
        <translation>对这些词元计算损失：即模型要自己说出的内容</translation>
    </message>
    <message>
        <source>image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Filled with what the vision tower sees; tokens in a row are shown as one</source>
        <translation>由视觉编码器看到的内容填充；连续的词元合并显示</translation>
    </message>
    <message>
        <source>special</source>
        <translation>特殊</translation>
    </message>
    <message>
        <source>Marks of the chat template, no text</source>
        <translation>对话模板的标记，不是文本</translation>
    </message>
    <message>
        <source>The sample, token by token</source>
        <translation>逐词元显示的样本</translation>
    </message>
    <message>
        <source>No sample of the batch could be read.</source>
        <translation>批次中没有可读取的样本。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, %1 of them trained on. Point at one, or use the arrow keys.</source>
        <translation>
            <numerusform>%Ln 个词元，其中 %1 个参与学习。指向某个词元，或使用方向键。</numerusform>
        </translation>
    </message>
    <message>
        <source>with a weight</source>
        <translation>带权重</translation>
    </message>
    <message>
        <source>Trained on, but counted more or less than others: the turn has a weight of its own</source>
        <translation>参与训练，但计入得比其他更多或更少：该轮带有自己的权重</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>Read, not trained on: what the model is asked, and turns that are not learned</source>
        <translation>只读取，不训练：向模型提出的问题，以及不学习的轮次</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, %1 of them trained on, %2 with a weight. Point at one, or use the arrow keys.</source>
        <translation>
            <numerusform>%Ln 个词元，其中 %1 个参与训练，%2 个带权重。指向一个词元，或使用方向键。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::BeforeCard</name>
    <message>
        <source>Whether the training fits into the memory that is free now</source>
        <translation>训练能否放进当前可用的内存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>立即检查</translation>
    </message>
    <message>
        <source>Stops this check; the training can be started without it</source>
        <translation>停止这次检查；不检查也可以开始训练</translation>
    </message>
    <message>
        <source>Takes seconds; no weights are read and nothing is changed</source>
        <translation>只需几秒；不读取权重，也不做任何更改</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>%1…</source>
        <translation>%1…</translation>
    </message>
    <message>
        <source>The recipe or the data have changed since this was checked.</source>
        <translation>检查之后，训练方案或数据已更改。</translation>
    </message>
    <message>
        <source>Checked at %1.</source>
        <translation>检查时间：%1。</translation>
    </message>
    <message>
        <source>The check waits until the engine has nothing else to do.</source>
        <translation>引擎空闲后会自动检查。</translation>
    </message>
    <message>
        <source>Memory, time, data, what is trained and the first batch, in seconds and without reading any weights.</source>
        <translation>几秒钟内检查内存、时间、数据、训练内容和第一个批次，不读取任何权重。</translation>
    </message>
    <message>
        <source>Check before the start</source>
        <translation>开始前检查</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>检查进度</translation>
    </message>
    <message>
        <source>The recipe now says: %1</source>
        <translation>训练方案已改为：%1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>atelier::ui::BeforeFigures</name>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>The most that is in use at a time, as estimated</source>
        <translation>估算的内存占用峰值</translation>
    </message>
    <message>
        <source>of %1 free</source>
        <translation>可用 %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Of the whole run, an order of size: measured with a few products on this computer</source>
        <translation>整个训练的大致时间：根据在本机上试算的几次矩阵乘法估计</translation>
    </message>
    <message>
        <source>≈ %1</source>
        <comment>about a duration</comment>
        <translation>≈ %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln steps</source>
        <translation>
            <numerusform>%Ln 步</numerusform>
        </translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练参数</translation>
    </message>
    <message>
        <source>Parameters that are changed</source>
        <translation>会被改变的参数</translation>
    </message>
    <message>
        <source>of %1 parameters</source>
        <translation>共 %1 个参数</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>That the training learns from; others are kept back to judge it</source>
        <translation>用于训练的样本；其余留作评估</translation>
    </message>
    <message>
        <source>and %1 to judge it</source>
        <translation>另有 %1 个用于评估</translation>
    </message>
</context>
<context>
    <name>atelier::ui::BranchNote</name>
    <message>
        <source>It starts from “%1”, with the optimizer&apos;s state.</source>
        <translation>从“%1”开始，并沿用优化器的状态。</translation>
    </message>
    <message>
        <source>It starts from “%1”.</source>
        <translation>从“%1”开始。</translation>
    </message>
    <message>
        <source>Start from the model instead</source>
        <translation>改为从模型开始</translation>
    </message>
    <message>
        <source>Begins from the model as it is</source>
        <translation>从模型的现状开始</translation>
    </message>
</context>
<context>
    <name>atelier::ui::BranchPanel</name>
    <message>
        <source>its result</source>
        <translation>它的结果</translation>
    </message>
    <message>
        <source>its checkpoint of step %1</source>
        <translation>它第 %1 步的检查点</translation>
    </message>
    <message>
        <source>Only a checkpoint has it, and the run has none</source>
        <translation>只有检查点才有，而此运行没有检查点</translation>
    </message>
    <message>
        <source>Momentum and the like go on as they were; the settings that say what is trained must then stay as they are</source>
        <translation>动量等状态照原样继续；这时决定训练哪些部分的设置必须保持不变</translation>
    </message>
    <message>
        <source>A new run &amp;from</source>
        <translation>新运行开始于(&amp;F)</translation>
    </message>
    <message>
        <source>What the new run starts from</source>
        <translation>新运行从哪里开始</translation>
    </message>
    <message>
        <source>With the o&amp;ptimizer&apos;s state</source>
        <translation>沿用优化器的状态(&amp;P)</translation>
    </message>
    <message>
        <source>With this run&apos;s &amp;settings</source>
        <translation>使用此运行的设置(&amp;S)</translation>
    </message>
    <message>
        <source>Puts the settings of this run into the recipe, to be changed from there</source>
        <translation>把此运行的设置放进配方，可再修改</translation>
    </message>
    <message>
        <source>&amp;Go to the start</source>
        <translation>前往开始(&amp;G)</translation>
    </message>
    <message>
        <source>Opens the page Train, where the new run is named and started</source>
        <translation>打开“训练”页，在那里为新运行命名并启动</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>取消(&amp;N)</translation>
    </message>
    <message>
        <source>Nothing is started</source>
        <translation>什么也不启动</translation>
    </message>
</context>
<context>
    <name>atelier::ui::CardPanel</name>
    <message>
        <source>no licence named</source>
        <translation>未注明许可证</translation>
    </message>
    <message>
        <source>The licence that the model card or the folder names</source>
        <translation>模型卡或文件夹中注明的许可证</translation>
    </message>
    <message>
        <source>Neither README.md nor a licence file says what may be done with this model</source>
        <translation>README.md 和许可证文件都没有说明这个模型的使用许可</translation>
    </message>
    <message>
        <source>Model card and licence</source>
        <translation>模型卡与许可证</translation>
    </message>
    <message>
        <source>The folder has no README.md that says what the model is for.</source>
        <translation>文件夹中没有说明模型用途的 README.md。</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>模型卡</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ChangeBar</name>
    <message numerus="yes">
        <source>%Ln worse</source>
        <translation>
            <numerusform>%Ln 个变差</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln equal</source>
        <translation>
            <numerusform>%Ln 个持平</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln better</source>
        <translation>
            <numerusform>%Ln 个变好</numerusform>
        </translation>
    </message>
    <message>
        <source>Show only what became worse</source>
        <translation>仅显示变差的样本</translation>
    </message>
    <message>
        <source>Show only what stayed equal</source>
        <translation>仅显示持平的样本</translation>
    </message>
    <message>
        <source>Show only what became better</source>
        <translation>仅显示变好的样本</translation>
    </message>
</context>
<context>
    <name>atelier::ui::CheckNote</name>
    <message>
        <source>Shows the field %1</source>
        <translation>显示字段 %1</translation>
    </message>
    <message>
        <source>Line and column in %1</source>
        <translation>在 %1 中的行和列</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>还有 %Ln 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keys wrong</source>
        <translation>
            <numerusform>%Ln 个键有误</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unknown</source>
        <comment>keys of a recipe</comment>
        <translation>
            <numerusform>%Ln 个未知</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without effect</source>
        <comment>keys of a recipe</comment>
        <translation>
            <numerusform>%Ln 个不起作用</numerusform>
        </translation>
    </message>
    <message>
        <source>In this recipe: %1</source>
        <translation>此方案中：%1</translation>
    </message>
    <message>
        <source>In “%1”: %2</source>
        <comment>a file&apos;s name, then counts</comment>
        <translation>“%1”中：%2</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Lists these keys with what is wrong with each</source>
        <translation>逐个列出这些键及其问题</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ClassesDialog</name>
    <message>
        <source>Classes of %1</source>
        <translation>%1 的类别</translation>
    </message>
    <message>
        <source>The labels that regions can have, with the numbers that formats such as YOLO and COCO write. A new name goes into the regions, too; empty classes are kept.</source>
        <translation>区域可用的标签，以及 YOLO 和 COCO 等格式写入的编号。新名称也会写入区域；空的类别会保留。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>Add a class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Remove the chosen class; it must have no regions</source>
        <translation>移除所选类别；它不能有区域</translation>
    </message>
    <message>
        <source>Move the chosen class up</source>
        <translation>上移所选类别</translation>
    </message>
    <message>
        <source>Move the chosen class down</source>
        <translation>下移所选类别</translation>
    </message>
    <message>
        <source>&amp;Number from 0</source>
        <translation>从 0 编号(&amp;N)</translation>
    </message>
    <message>
        <source>Gives the classes the numbers 0, 1, 2 … in this order</source>
        <translation>按此顺序给类别编号 0、1、2……</translation>
    </message>
    <message>
        <source>Remove &amp;empty ones</source>
        <translation>移除空类别(&amp;E)</translation>
    </message>
    <message>
        <source>Removes the classes without a region</source>
        <translation>移除没有区域的类别</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Class %1 needs a name.</source>
        <translation>类别 %1 需要名称。</translation>
    </message>
    <message>
        <source>“%1”: the number must be 0 or more.</source>
        <translation>“%1”：编号必须为 0 或更大。</translation>
    </message>
    <message>
        <source>Two classes have the number %1.</source>
        <translation>编号 %1 对应两个类别。</translation>
    </message>
    <message>
        <source>The name “%1” appears twice.</source>
        <translation>名称“%1”出现了两次。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln classes, %1 of them empty</source>
        <translation>
            <numerusform>%Ln 个类别，其中 %1 个为空</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln classes</source>
        <translation>
            <numerusform>%Ln 个类别</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ColumnsMenu</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Figures, the last</source>
        <translation>指标的最后值</translation>
    </message>
    <message>
        <source>Figures, the best</source>
        <translation>指标的最佳值</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>列…</translation>
    </message>
    <message>
        <source>Which columns the table has: settings and figures can be added</source>
        <translation>表格有哪些列：可以添加设置和指标</translation>
    </message>
</context>
<context>
    <name>atelier::ui::CommandPalette</name>
    <message>
        <source>What would you like to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>group and action</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Nothing is called that</source>
        <translation>没有匹配的命令</translation>
    </message>
</context>
<context>
    <name>atelier::ui::CompareBar</name>
    <message>
        <source>%1 (%2)</source>
        <comment>run, when it began</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>R&amp;un</source>
        <translation>运行(&amp;U)</translation>
    </message>
    <message>
        <source>The run that is compared; ticked ones have a comparison</source>
        <translation>要对比的运行；带勾的已有对比结果</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>样本(&amp;S)</translation>
    </message>
    <message>
        <source>As in the recipe</source>
        <translation>按训练方案</translation>
    </message>
    <message>
        <source>At most so many test samples, evenly chosen</source>
        <translation>最多使用的测试样本数，均匀选取</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>Asks the model before and after tuning again</source>
        <translation>重新让微调前后的模型回答</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparePage</name>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Compare before and after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Asks the model before and after tuning the same questions</source>
        <translation>让微调前后的模型回答相同的问题</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>下一个样本</translation>
    </message>
    <message>
        <source>Shows the next sample of the list</source>
        <translation>显示列表中的下一个样本</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>上一个样本</translation>
    </message>
    <message>
        <source>Shows the previous sample of the list</source>
        <translation>显示列表中的上一个样本</translation>
    </message>
    <message>
        <source>Find a sample</source>
        <translation>查找样本</translation>
    </message>
    <message>
        <source>Searches all texts of the comparison</source>
        <translation>搜索对比中的所有文本</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>打开报告</translation>
    </message>
    <message>
        <source>Opens the whole comparison as one page in the browser</source>
        <translation>在浏览器中以单个页面打开完整的对比结果</translation>
    </message>
    <message>
        <source>Compare “%1”</source>
        <translation>对比“%1”</translation>
    </message>
    <message>
        <source>“%1” is compared</source>
        <translation>“%1”对比完成</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>尚无可对比的内容</translation>
    </message>
    <message>
        <source>Train a model first. Then its answers before and after stand here side by side, with what became better and what became worse.</source>
        <translation>请先训练模型。之后，微调前后的回答会在此并排显示，并标出哪些变好、哪些变差。</translation>
    </message>
    <message>
        <source>Go to &amp;training</source>
        <translation>前往训练(&amp;T)</translation>
    </message>
    <message>
        <source>Opens the page Train</source>
        <translation>打开“训练”页面</translation>
    </message>
    <message>
        <source>“%1” has not been compared</source>
        <translation>“%1”尚未对比</translation>
    </message>
    <message>
        <source>The model answers the test samples twice, before and after tuning. This takes about as long as one evaluation for each.</source>
        <translation>模型将在微调前后各回答一遍测试样本。每一遍的耗时约等于一次评估。</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>Asks the model before and after tuning</source>
        <translation>让微调前后的模型分别回答</translation>
    </message>
    <message>
        <source>Opening the comparison</source>
        <translation>正在打开对比结果</translation>
    </message>
    <message>
        <source>Looking for runs</source>
        <translation>正在查找运行</translation>
    </message>
    <message>
        <source>“%1” could not be compared</source>
        <translation>无法对比“%1”</translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation>重新对比(&amp;A)</translation>
    </message>
    <message>
        <source>Starts the comparison again</source>
        <translation>重新开始对比</translation>
    </message>
    <message>
        <source>Open the &amp;kept one</source>
        <translation>打开已保存的对比(&amp;K)</translation>
    </message>
    <message>
        <source>Reads the comparison in the run&apos;s folder</source>
        <translation>读取运行文件夹中的对比结果</translation>
    </message>
    <message>
        <source>Report of “%1”</source>
        <translation>“%1”的报告</translation>
    </message>
    <message>
        <source>No program opens %1</source>
        <translation>没有可打开 %1 的程序</translation>
    </message>
    <message>
        <source>Open &amp;report</source>
        <translation>打开报告(&amp;R)</translation>
    </message>
    <message>
        <source>Show &amp;folder</source>
        <translation>显示文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder</source>
        <translation>打开运行文件夹</translation>
    </message>
    <message>
        <source>Answers before and after tuning, on samples that were not trained on.</source>
        <translation>微调前后的回答，取自未参与训练的样本。</translation>
    </message>
    <message>
        <source>Vote blind</source>
        <translation>盲评</translation>
    </message>
    <message>
        <source>Asks which of two answers is better, without saying whose they are</source>
        <translation>询问两个回答哪个更好，不显示它们来自谁</translation>
    </message>
    <message>
        <source>The first answer is better</source>
        <translation>第一个回答更好</translation>
    </message>
    <message>
        <source>Keeps both as a pair for preference tuning, the first one preferred</source>
        <translation>将两者保存为偏好微调的一对，第一个为优选</translation>
    </message>
    <message>
        <source>The second answer is better</source>
        <translation>第二个回答更好</translation>
    </message>
    <message>
        <source>Keeps both as a pair for preference tuning, the second one preferred</source>
        <translation>将两者保存为偏好微调的一对，第二个为优选</translation>
    </message>
    <message>
        <source>Both answers are good</source>
        <translation>两个回答都好</translation>
    </message>
    <message>
        <source>Keeps both as good answers: feedback for preference tuning</source>
        <translation>将两者保存为好的回答：偏好微调的反馈</translation>
    </message>
    <message>
        <source>Both answers are bad</source>
        <translation>两个回答都不好</translation>
    </message>
    <message>
        <source>Keeps both as bad answers: feedback for preference tuning</source>
        <translation>将两者保存为不好的回答：偏好微调的反馈</translation>
    </message>
    <message>
        <source>Undo the last vote</source>
        <translation>撤回上一次投票</translation>
    </message>
    <message>
        <source>Removes what was saved for it</source>
        <translation>为它保存的内容会移除</translation>
    </message>
    <message>
        <source>&amp;End voting</source>
        <translation>结束投票(&amp;E)</translation>
    </message>
    <message>
        <source>Vote &amp;blind</source>
        <translation>盲评(&amp;B)</translation>
    </message>
</context>
<context>
    <name>atelier::ui::CompareProgress</name>
    <message>
        <source>Comparing “%1”</source>
        <translation>正在对比“%1”</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Waiting for its turn: another job uses the engine</source>
        <translation>正在排队：其他任务正在使用引擎</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <source>Answering: %1</source>
        <translation>正在回答：%1</translation>
    </message>
    <message>
        <source>%1 of %2 answers</source>
        <translation>已回答 %1 / %2</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>尚未开始</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Stops the comparison; nothing of it is kept</source>
        <translation>停止对比，不保留任何结果</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparedList</name>
    <message>
        <source>Samples: %1</source>
        <translation>样本：%1</translation>
    </message>
    <message>
        <source>Samples: %1 of %2</source>
        <translation>样本：%1 / %2</translation>
    </message>
    <message>
        <source>Find in all texts</source>
        <translation>在所有文本中查找</translation>
    </message>
    <message>
        <source>Shows the samples whose texts hold these words</source>
        <translation>显示文本中包含这些词的样本</translation>
    </message>
    <message>
        <source>Worse first</source>
        <translation>变差的在前</translation>
    </message>
    <message>
        <source>Better first</source>
        <translation>变好的在前</translation>
    </message>
    <message>
        <source>Worst answers first</source>
        <translation>最差的回答在前</translation>
    </message>
    <message>
        <source>As in the dataset</source>
        <translation>按数据集顺序</translation>
    </message>
    <message>
        <source>Order of the samples</source>
        <translation>样本排序</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Worse</source>
        <translation>变差</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>变好</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>持平</translation>
    </message>
    <message>
        <source>Which samples are shown</source>
        <translation>显示哪些样本</translation>
    </message>
    <message>
        <source>Compared samples</source>
        <translation>对比的样本</translation>
    </message>
    <message>
        <source>No sample fits. Change the filter or the search.</source>
        <translation>没有符合条件的样本。请更改筛选条件或搜索词。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparedModel</name>
    <message>
        <source>%1: %2</source>
        <comment>sample, how it changed</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparedText</name>
    <message>
        <source>A good answer: kept as feedback for preference tuning</source>
        <translation>好的回答：保存为偏好微调的反馈</translation>
    </message>
    <message>
        <source>A bad answer: kept as feedback for preference tuning</source>
        <translation>不好的回答：保存为偏好微调的反馈</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ComparisonView</name>
    <message>
        <source>&amp;Compare “%1” with</source>
        <comment>the baseline</comment>
        <translation>将“%1”与其比较(&amp;C)：</translation>
    </message>
    <message>
        <source>Whose answers stand beside those of the baseline</source>
        <translation>与基线的回答并排显示的是谁的回答</translation>
    </message>
    <message>
        <source>Both give the same answer to every question: there is nothing to vote on.</source>
        <translation>两者对每个问题的回答都相同：没有可投票的内容。</translation>
    </message>
    <message>
        <source>Blind: %1 of %2 judged. Names and totals come back at the end.</source>
        <translation>盲评：已评判 %1 / %2。结束后恢复显示名称和总计。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln equal answers are left out.</source>
        <translation>
            <numerusform>已略去 %Ln 个相同的回答。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what was voted, how often</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>“%1” better</source>
        <translation>“%1”更好</translation>
    </message>
    <message>
        <source>both good</source>
        <translation>都好</translation>
    </message>
    <message>
        <source>both bad</source>
        <translation>都不好</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples judged.</source>
        <translation>
            <numerusform>已评判 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message>
        <source> · </source>
        <comment>between votes</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>显示它们</translation>
    </message>
    <message>
        <source>Shows the saved preferences and feedback on the page Data</source>
        <translation>在“数据”页面显示保存的偏好和反馈</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ConceptRow</name>
    <message>
        <source>Leave %1 as the recipe has it</source>
        <translation>%1 沿用训练方案的设置</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Vary</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Samples with this tag; with several, those that have all. Empty: any</source>
        <translation>带有此标签的样本；填写多个时须全部带有。留空：任意</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Samples with a picture whose path ends so: photos/*, *.png. * is for any characters, ? for one</source>
        <translation>有图片路径以此结尾的样本：photos/*、*.png。* 代表任意多个字符，? 代表一个字符</translation>
    </message>
    <message>
        <source>How much their loss counts; 1 as all others</source>
        <translation>其损失所占的权重；1 表示与其他样本相同</translation>
    </message>
    <message>
        <source>How often they come in an epoch; 0 leaves them out</source>
        <translation>每轮出现的次数；0 表示跳过</translation>
    </message>
    <message>
        <source>as the recipe says</source>
        <translation>按训练方案</translation>
    </message>
    <message>
        <source>on, whatever rules before say</source>
        <translation>开启，无论前面的规则如何</translation>
    </message>
    <message>
        <source>off, texts too</source>
        <translation>关闭，包括文本</translation>
    </message>
    <message>
        <source>Whether their pictures and texts are varied while training</source>
        <translation>训练时是否变化其图片和文本</translation>
    </message>
    <message>
        <source>Other strength</source>
        <translation>更改强度</translation>
    </message>
    <message>
        <source>Sets an option of the augmentation for these samples alone</source>
        <translation>仅为这些样本设置一项数据增强选项</translation>
    </message>
    <message>
        <source>Remove this rule</source>
        <translation>移除此规则</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ConceptsForm</name>
    <message>
        <source>Concepts</source>
        <translation>概念规则</translation>
    </message>
    <message>
        <source>Samples with a tag or in a folder can count more, come more often, or be varied otherwise.</source>
        <translation>带某个标签或位于某个文件夹的样本可以占更大权重、出现更多次或采用不同的变化。</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>Adds a rule for samples with a tag or in a folder; of several the later ones win</source>
        <translation>为带某个标签或位于某个文件夹的样本添加规则；多条规则冲突时以后面的为准</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ConversationEditor</name>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>Write the answer</source>
        <translation>填写回答</translation>
    </message>
    <message>
        <source>Write the question</source>
        <translation>填写问题</translation>
    </message>
    <message>
        <source>Remove this turn and what follows it</source>
        <translation>删除这一轮及其后的内容</translation>
    </message>
    <message>
        <source>Add a question</source>
        <translation>添加问题</translation>
    </message>
    <message>
        <source>Add an answer</source>
        <translation>添加回答</translation>
    </message>
    <message>
        <source>Adds the next turn of the conversation</source>
        <translation>添加对话的下一轮</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Questions that are often asked, and answers made of the regions</source>
        <translation>常用的问题，以及由区域生成的回答</translation>
    </message>
    <message>
        <source>Key fields as a form…</source>
        <translation>以表单编辑关键字段…</translation>
    </message>
    <message>
        <source>Details of this turn: weight in the loss, tool calls, a worse answer, feedback…</source>
        <translation>此轮的详情：损失权重、工具调用、较差的回答、反馈…</translation>
    </message>
    <message>
        <source>Tool result</source>
        <translation>工具结果</translation>
    </message>
    <message>
        <source>Developer</source>
        <translation>开发者</translation>
    </message>
    <message>
        <source>Feedback: a good answer</source>
        <translation>反馈：好的回答</translation>
    </message>
    <message>
        <source>Feedback: a bad answer</source>
        <translation>反馈：不好的回答</translation>
    </message>
    <message>
        <source>Write a better answer and keep this one as rejected</source>
        <translation>改正：此回答保留为被拒绝的回答，再写一个更好的</translation>
    </message>
    <message>
        <source>Exchange the preferred and the rejected answer</source>
        <translation>互换优选回答和被拒绝的回答</translation>
    </message>
    <message>
        <source>Remove the rejected answer</source>
        <translation>移除被拒绝的回答</translation>
    </message>
    <message>
        <source>Rejected: still the same, write a better answer above</source>
        <translation>被拒绝：仍然相同，请在上方写一个更好的回答</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>(no text)</source>
        <translation>（无文字）</translation>
    </message>
</context>
<context>
    <name>atelier::ui::DataPage</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Add a folder of data…</source>
        <translation>添加数据文件夹…</translation>
    </message>
    <message>
        <source>Brings a dataset&apos;s folder or a folder of pictures into the project</source>
        <translation>将数据集文件夹或图片文件夹导入项目</translation>
    </message>
    <message>
        <source>Add a file of data…</source>
        <translation>添加数据文件…</translation>
    </message>
    <message>
        <source>Search the samples</source>
        <translation>搜索样本</translation>
    </message>
    <message>
        <source>Puts the keyboard into the search of the gallery</source>
        <translation>将输入焦点移到图库的搜索框</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>下一个样本</translation>
    </message>
    <message>
        <source>Shows the next sample of the gallery</source>
        <translation>显示图库中的下一个样本</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>上一个样本</translation>
    </message>
    <message>
        <source>Shows the sample before this one</source>
        <translation>显示图库中的上一个样本</translation>
    </message>
    <message>
        <source>Remove the dataset…</source>
        <translation>移除数据集…</translation>
    </message>
    <message>
        <source>Asks whether the chosen dataset is to leave the project</source>
        <translation>询问是否将所选数据集移出项目</translation>
    </message>
    <message>
        <source>Show the last import</source>
        <translation>显示上次导入</translation>
    </message>
    <message>
        <source>Shows again what was brought in and what was left out</source>
        <translation>再次显示导入和略过的内容</translation>
    </message>
    <message>
        <source>Nothing can be brought in: %1</source>
        <translation>无法导入：%1</translation>
    </message>
    <message>
        <source>Add a folder of data</source>
        <translation>添加数据文件夹</translation>
    </message>
    <message>
        <source>Add a file of data</source>
        <translation>添加数据文件</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Bring pictures with texts</source>
        <translation>导入带文本的图片</translation>
    </message>
    <message>
        <source>&amp;Choose a folder…</source>
        <translation>选择文件夹(&amp;C)…</translation>
    </message>
    <message>
        <source>The project&apos;s data cannot be read</source>
        <translation>无法读取项目数据</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Reads the project once more</source>
        <translation>重新读取项目</translation>
    </message>
    <message>
        <source>Reading the project</source>
        <translation>正在读取项目</translation>
    </message>
    <message>
        <source>Bringing in %1</source>
        <translation>正在导入 %1</translation>
    </message>
    <message>
        <source>What the model learns from: pictures, with what is asked and answered about them.</source>
        <translation>模型的学习材料：图片，以及关于图片的提问和回答。</translation>
    </message>
    <message>
        <source>Add a &amp;folder…</source>
        <translation>添加文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Add a f&amp;ile…</source>
        <translation>添加文件(&amp;I)…</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Takes the last change of the data back</source>
        <translation>撤销数据的上一次修改</translation>
    </message>
    <message>
        <source>Do again</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Does again what was taken back</source>
        <translation>重做刚才撤销的修改</translation>
    </message>
    <message>
        <source>Check and go on</source>
        <translation>检查并继续</translation>
    </message>
    <message>
        <source>Marks the sample as looked at and shows the next one</source>
        <translation>将样本标记为已检查并显示下一个</translation>
    </message>
    <message>
        <source>Next unlabelled sample</source>
        <translation>下一个未标注样本</translation>
    </message>
    <message>
        <source>Shows the next sample that has neither an answer nor a region</source>
        <translation>显示下一个既无回答也无区域的样本</translation>
    </message>
    <message>
        <source>Write the answer</source>
        <translation>填写回答</translation>
    </message>
    <message>
        <source>Puts the keyboard into the sample&apos;s answer</source>
        <translation>将键盘焦点移到样本的回答</translation>
    </message>
    <message>
        <source>Label the region</source>
        <translation>标注区域</translation>
    </message>
    <message>
        <source>Puts the keyboard into the label of the chosen region</source>
        <translation>将键盘焦点移到所选区域的标注</translation>
    </message>
    <message>
        <source>Link words and region</source>
        <translation>关联文字与区域</translation>
    </message>
    <message>
        <source>Links the selected words of the conversation to the chosen region</source>
        <translation>将对话中选中的文字与所选区域关联</translation>
    </message>
    <message>
        <source>Tag the sample</source>
        <translation>给样本加标签</translation>
    </message>
    <message>
        <source>Puts the keyboard into the sample&apos;s tags</source>
        <translation>将键盘焦点移到样本的标签</translation>
    </message>
    <message>
        <source>Draw on the picture</source>
        <translation>在图片上绘制</translation>
    </message>
    <message>
        <source>Puts the keyboard onto the picture</source>
        <translation>将键盘焦点移到图片</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Every change is on disk as soon as this says so</source>
        <translation>显示此项时，所有修改都已写入磁盘</translation>
    </message>
    <message>
        <source>Drop pictures, a folder of them with or without captions, or a dataset in any usual format: LLaMA-Factory, LLaVA, COCO, YOLO, LabelMe, CSV and others, also in a .zip.</source>
        <translation>拖入图片、图片文件夹（有无描述均可），或常用格式的数据集：LLaMA-Factory、LLaVA、COCO、YOLO、LabelMe、CSV 等，也可为 .zip。</translation>
    </message>
    <message>
        <source>Check the dataset</source>
        <translation>检查数据集</translation>
    </message>
    <message>
        <source>Looks for what would spoil a training, and mends it</source>
        <translation>查找会影响训练的问题并修复</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>Sets how pictures and texts vary while training, previewed on the sample</source>
        <translation>设置训练时图片和文字如何变化，并在样本上预览</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>查找和替换</translation>
    </message>
    <message>
        <source>Replaces words in many samples at once, shown before it is done</source>
        <translation>一次替换多个样本中的文字，执行前先预览</translation>
    </message>
    <message>
        <source>Brings a file of samples into the project: JSON, JSONL, CSV or an archive</source>
        <translation>将样本文件导入项目：JSON、JSONL、CSV 或压缩包</translation>
    </message>
    <message>
        <source>Changing samples: %1 %</source>
        <translation>正在更改样本：%1%</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Shows sizes, lengths, labels, tags and splits of the dataset as plots</source>
        <translation>以图表显示数据集的尺寸、长度、标注、标签和划分</translation>
    </message>
    <message>
        <source>Draw splits</source>
        <translation>生成划分</translation>
    </message>
    <message>
        <source>Shares samples out to training, validation and test, or into folds</source>
        <translation>将样本分配到训练、验证和测试集，或分成若干折</translation>
    </message>
    <message>
        <source>Agreement of two people</source>
        <translation>两人标注一致性</translation>
    </message>
    <message>
        <source>Compares two people&apos;s labels of the same samples, and merges them</source>
        <translation>比较两个人对相同样本的标注，并将其合并</translation>
    </message>
    <message>
        <source>Write the key fields</source>
        <translation>填写关键字段</translation>
    </message>
    <message>
        <source>Puts the keyboard into the form of key fields, or makes one</source>
        <translation>将键盘焦点移到关键字段表单，没有时新建一个</translation>
    </message>
    <message>
        <source>Schema of the key fields…</source>
        <translation>关键字段结构…</translation>
    </message>
    <message>
        <source>Shows and changes which fields the answers of this dataset have</source>
        <translation>查看和更改此数据集的回答有哪些字段</translation>
    </message>
    <message>
        <source>Take the text of the region</source>
        <translation>取用区域文字</translation>
    </message>
    <message>
        <source>Puts the text of the chosen region into the key field and links both</source>
        <translation>将所选区域的文字填入关键字段，并将两者关联</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>下一个区域</translation>
    </message>
    <message>
        <source>Chooses the next region; the keyboard stays where it is</source>
        <translation>选择下一个区域；键盘焦点不变</translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation>上一个区域</translation>
    </message>
    <message>
        <source>Chooses the region before; the keyboard stays where it is</source>
        <translation>选择上一个区域；键盘焦点不变</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Data (%1);;Pictures (%2);;Videos (%3);;All files (%4)</source>
        <translation>数据 (%1);;图片 (%2);;视频 (%3);;所有文件 (%4)</translation>
    </message>
    <message>
        <source>Stop changing the samples; none is changed then</source>
        <translation>停止更改样本；所有样本都不会改变</translation>
    </message>
    <message>
        <source>Pin the sample</source>
        <translation>固定样本</translation>
    </message>
    <message>
        <source>Pins or unpins it: a training answers pinned samples as it goes</source>
        <translation>固定或取消固定：训练过程中会回答被固定的样本</translation>
    </message>
    <message>
        <source>Correct the answer</source>
        <translation>改正回答</translation>
    </message>
    <message>
        <source>Keeps this answer as the rejected one. What you type next is the preferred one.</source>
        <translation>将此回答保留为被拒绝的回答；随后输入的内容优于它</translation>
    </message>
    <message>
        <source>Exchange the preferred and the rejected answer</source>
        <translation>互换优选回答和被拒绝的回答</translation>
    </message>
    <message>
        <source>The rejected answer becomes the preferred one, and this one the rejected</source>
        <translation>被拒绝的回答变为优选，此回答变为被拒绝</translation>
    </message>
    <message>
        <source>Good answer</source>
        <translation>好的回答</translation>
    </message>
    <message>
        <source>Feedback for preference tuning, for all selected samples. Press again to remove it.</source>
        <translation>对所有选中样本的偏好微调反馈；再按一次即移除</translation>
    </message>
    <message>
        <source>Bad answer</source>
        <translation>不好的回答</translation>
    </message>
    <message>
        <source>Classes of the dataset…</source>
        <translation>数据集的类别…</translation>
    </message>
    <message>
        <source>Shows names, numbers and order of the classes that regions have</source>
        <translation>显示区域所用类别的名称、编号和顺序</translation>
    </message>
</context>
<context>
    <name>atelier::ui::DataSection</name>
    <message>
        <source>Data and template</source>
        <translation>数据与模板</translation>
    </message>
    <message>
        <source>%1 training, %2 validation, %3 test</source>
        <comment>numbers of samples</comment>
        <translation>训练 %1，验证 %2，测试 %3</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>还有 %Ln 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at the data</source>
        <translation>查看数据</translation>
    </message>
    <message>
        <source>Mend this on the page Data</source>
        <translation>到“数据”页面修复</translation>
    </message>
    <message>
        <source>Goes to the page Data</source>
        <translation>打开“数据”页面</translation>
    </message>
    <message>
        <source>Nothing is wrong with the samples.</source>
        <translation>样本没有问题。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>kind of finding and how many</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>e.g. %1</source>
        <translation>例如 %1</translation>
    </message>
    <message>
        <source>Chat template: questions are trained on too, as the recipe says.</source>
        <translation>对话模板：按照方案，提问也参与学习。</translation>
    </message>
    <message numerus="yes">
        <source>Chat template: the answers are trained on and nothing else. %Ln samples were looked at.</source>
        <translation>
            <numerusform>对话模板：只学习回答。检查了 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chat template: in %Ln samples not just the answer is trained on, or not all of it; %1 were looked at.</source>
        <translation>
            <numerusform>对话模板：有 %Ln 个样本学习的内容不只是回答，或回答不完整；共检查 %1 个。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::DatasetExport</name>
    <message>
        <source>Holds: %1</source>
        <translation>可保存：%1</translation>
    </message>
    <message>
        <source>A new folder for the dataset, or a .zip or .tar</source>
        <translation>数据集的新文件夹，或 .zip、.tar</translation>
    </message>
    <message>
        <source>Hand out %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>%1 (%2 samples)</source>
        <comment>what is lost and in how many samples</comment>
        <translation>%1（%2 个样本）</translation>
    </message>
    <message>
        <source>Nothing was written yet. This format has no place for: %1.</source>
        <translation>尚未写入任何内容。此格式无法保存：%1。</translation>
    </message>
    <message>
        <source>Write it without</source>
        <translation>仍然写入</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples are in %1.</source>
        <translation>
            <numerusform>%Ln 个样本已写入 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Note: %1.</source>
        <translation>注意：%1。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::DatasetList</name>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Removes it from the project for good</source>
        <translation>将其从项目中永久移除</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Leaves it where it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Datasets of the project</source>
        <translation>项目中的数据集</translation>
    </message>
    <message>
        <source>%1 samples, %2 pictures, %3 turns, %4 regions</source>
        <translation>%1 个样本，%2 张图片，%3 轮对话，%4 个区域</translation>
    </message>
    <message>
        <source>Read as: %1</source>
        <translation>读取格式：%1</translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation>来源：%1</translation>
    </message>
    <message>
        <source>Remove the chosen dataset from the project…</source>
        <translation>从项目中移除所选数据集…</translation>
    </message>
    <message>
        <source>Remove “%1”? Its samples and labels leave the project for good. The files it came from stay.</source>
        <translation>移除“%1”？其样本和标签将从项目中永久移除，原始文件会保留。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <comment>size of a dataset</comment>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Write the chosen dataset in another format…</source>
        <translation>将所选数据集写为其他格式…</translation>
    </message>
</context>
<context>
    <name>atelier::ui::DesktopNotice</name>
    <message>
        <source>%1: done</source>
        <translation>%1：已完成</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1：失败</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>atelier::ui::DifferenceView</name>
    <message>
        <source>No picture</source>
        <translation>无图片</translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation>无法显示图片</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A：%1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B：%1</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>Struck through: only A has it. Underlined: only B has it.</source>
        <translation>删除线：仅 A 有。下划线：仅 B 有。</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>%1 on the same place, %2 only A, %3 only B</source>
        <translation>%1 个位置相同，%2 个仅 A 有，%3 个仅 B 有</translation>
    </message>
    <message>
        <source>Only regions that differ</source>
        <translation>仅显示有差异的区域</translation>
    </message>
    <message>
        <source>Leaves out the regions that both have alike</source>
        <translation>不显示两者一致的区域</translation>
    </message>
    <message>
        <source>The picture with the regions of both</source>
        <translation>带有两者区域的图片</translation>
    </message>
</context>
<context>
    <name>atelier::ui::EarlierRuns</name>
    <message>
        <source>Reading the runs…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message numerus="yes">
        <source>No more than %n runs at once</source>
        <translation>
            <numerusform>最多同时选择 %n 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>No other run has logged anything</source>
        <translation>其他运行均无日志记录</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FieldGroup</name>
    <message>
        <source>%1 *</source>
        <comment>a required field</comment>
        <translation>%1 *</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FieldLine</name>
    <message>
        <source>Not given</source>
        <translation>未填写</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FieldList</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Adds an item to %1</source>
        <translation>向 %1 添加一项</translation>
    </message>
    <message>
        <source>Remove this item of %1</source>
        <translation>移除 %1 的此项</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FigureRow</name>
    <message>
        <source>of %1</source>
        <comment>so many steps</comment>
        <translation>共 %1</translation>
    </message>
    <message>
        <source>eval %1</source>
        <translation>验证 %1</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>What the training is at</source>
        <translation>训练当前所处的阶段</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Steps done, of all that the recipe asks for</source>
        <translation>已完成步数 / 训练方案要求的总步数</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Until the last step, at the present speed</source>
        <translation>按当前速度，到最后一步所需的时间</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <source>Time that the training took so far, pauses left out</source>
        <translation>训练至今所用的时间，不含暂停</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>The newest loss on the training samples, and on the validation samples</source>
        <translation>训练样本和验证样本上的最新损失</translation>
    </message>
    <message>
        <source>Samples/s</source>
        <translation>样本/秒</translation>
    </message>
    <message>
        <source>How many samples are trained on in a second</source>
        <translation>每秒学习的样本数</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FilterEdit</name>
    <message>
        <source>At character %1: %2</source>
        <translation>第 %1 个字符处：%2</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <comment>a filter&apos;s field and what it does</comment>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>Search, or filter: tag:cat tokens:&gt;75 unchecked</source>
        <translation>搜索或筛选：tag:cat tokens:&gt;75 unchecked</translation>
    </message>
    <message>
        <source>Words that a sample has, and fields: tag:cat, split:train, regions:&gt;3, unchecked, answered. AND, OR, NOT and brackets join them; Ctrl+Space lists the fields (%1)</source>
        <translation>样本含有的词，以及字段：tag:cat、split:train、regions:&gt;3、unchecked、answered。可用 AND、OR、NOT 和括号组合；Ctrl+空格列出字段 (%1)</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FindingsNote</name>
    <message>
        <source>To the recipe</source>
        <translation>前往方案</translation>
    </message>
    <message>
        <source>Goes to the page Recipe; what is changed there counts for the next run</source>
        <translation>前往“方案”页；在那里的修改从下一次运行起生效</translation>
    </message>
    <message>
        <source>Put this note away</source>
        <translation>关闭此提示</translation>
    </message>
</context>
<context>
    <name>atelier::ui::FramePicker</name>
    <message>
        <source>Frame at %1</source>
        <translation>%1 处的帧</translation>
    </message>
    <message>
        <source> a second</source>
        <translation> 帧/秒</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>How unlike two frames must be for a new scene: less finds more scenes</source>
        <translation>两帧差异达到多少才算新场景：值越小，找到的场景越多</translation>
    </message>
    <message>
        <source>&amp;Add this frame</source>
        <translation>添加此帧(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Pick frames</source>
        <translation>选取帧(&amp;P)</translation>
    </message>
    <message numerus="yes">
        <source>Turn %Ln frames into samples</source>
        <translation>
            <numerusform>将 %Ln 帧转为样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for frames…</source>
        <translation>正在查找帧…</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>At a rate</source>
        <translation>按帧率</translation>
    </message>
    <message>
        <source>One a scene</source>
        <translation>每个场景一帧</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>How frames of the video, or of its part, are picked</source>
        <translation>如何从视频或其片段中选取帧</translation>
    </message>
    <message>
        <source>at most </source>
        <translation>最多 </translation>
    </message>
    <message>
        <source>Not more frames than this, evenly spread</source>
        <translation>帧数不超过此值，均匀分布</translation>
    </message>
    <message>
        <source>Picked frames</source>
        <translation>选取的帧</translation>
    </message>
    <message>
        <source>A click shows the frame; what is selected is used, else all</source>
        <translation>单击可显示帧；使用选中的帧，未选中时使用全部</translation>
    </message>
    <message>
        <source>Each frame becomes a sample of its own, with the same conversation</source>
        <translation>每一帧成为一个独立的样本，对话相同</translation>
    </message>
    <message>
        <source>Use as pictures of this sample</source>
        <translation>用作此样本的图片</translation>
    </message>
    <message>
        <source>The frames take the video&apos;s place in the sample</source>
        <translation>这些帧在样本中取代视频</translation>
    </message>
</context>
<context>
    <name>atelier::ui::Gallery</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a filter and how many samples it leaves</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>All splits</source>
        <translation>所有划分</translation>
    </message>
    <message>
        <source>All tags</source>
        <translation>所有标记</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln samples</source>
        <translation>
            <numerusform>%1 / %Ln 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>The folder of this dataset is not there any more:
%1
Connect the drive or put it back, or bring the data in again.</source>
        <translation>此数据集的文件夹已不存在：
%1
请连接驱动器或将文件夹放回原处，也可以重新导入数据。</translation>
    </message>
    <message>
        <source>The dataset cannot be read</source>
        <translation>无法读取数据集</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Reads the dataset once more</source>
        <translation>重新读取数据集</translation>
    </message>
    <message>
        <source>Reading the samples</source>
        <translation>正在读取样本</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>无匹配结果</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>显示全部(&amp;A)</translation>
    </message>
    <message>
        <source>Takes search and filters away</source>
        <translation>清除搜索和筛选</translation>
    </message>
    <message>
        <source>No samples</source>
        <translation>没有样本</translation>
    </message>
    <message>
        <source>Choose a dataset on the left, or bring in data.</source>
        <translation>请在左侧选择数据集，或导入数据。</translation>
    </message>
    <message>
        <source>Shows the samples of one split</source>
        <translation>只显示某一划分的样本</translation>
    </message>
    <message>
        <source>Shows the samples with one tag</source>
        <translation>只显示带某一标记的样本</translation>
    </message>
    <message>
        <source>Samples of the dataset</source>
        <translation>数据集的样本</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Looks for the folder once more</source>
        <translation>重新查找文件夹</translation>
    </message>
    <message>
        <source>At character %1: %2</source>
        <translation>第 %1 个字符处：%2</translation>
    </message>
    <message>
        <source>As imported</source>
        <translation>按导入顺序</translation>
    </message>
    <message>
        <source>By id</source>
        <translation>按 ID</translation>
    </message>
    <message>
        <source>By file name</source>
        <translation>按文件名</translation>
    </message>
    <message>
        <source>Unchecked first</source>
        <translation>未检查的在前</translation>
    </message>
    <message>
        <source>Fewest regions first</source>
        <translation>区域最少的在前</translation>
    </message>
    <message>
        <source>Shortest answer first</source>
        <translation>回答最短的在前</translation>
    </message>
    <message>
        <source>By split</source>
        <translation>按划分</translation>
    </message>
    <message>
        <source>No sample has all that the filter asks for.</source>
        <translation>没有样本符合全部筛选条件。</translation>
    </message>
    <message>
        <source>In which order the samples stand</source>
        <translation>样本的排列顺序</translation>
    </message>
</context>
<context>
    <name>atelier::ui::HealthPanel</name>
    <message>
        <source>Missing pictures</source>
        <translation>缺少的图片</translation>
    </message>
    <message>
        <source>Pictures that cannot be read</source>
        <translation>无法读取的图片</translation>
    </message>
    <message>
        <source>Pictures that are converted</source>
        <translation>经过转换的图片</translation>
    </message>
    <message>
        <source>Damaged videos</source>
        <translation>损坏的视频</translation>
    </message>
    <message>
        <source>Marks that do not fit the pictures</source>
        <translation>与图片不符的标记</translation>
    </message>
    <message>
        <source>Empty answers</source>
        <translation>空回答</translation>
    </message>
    <message>
        <source>Without an answer</source>
        <translation>没有回答</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Pictures that look alike</source>
        <translation>相似的图片</translation>
    </message>
    <message>
        <source>Leaks between splits</source>
        <translation>划分之间的泄漏</translation>
    </message>
    <message>
        <source>Too many tokens</source>
        <translation>词元过多</translation>
    </message>
    <message>
        <source>Regions that cannot be</source>
        <translation>无效的区域</translation>
    </message>
    <message>
        <source>Labels that may be slips</source>
        <translation>可能有误的标注</translation>
    </message>
    <message>
        <source>Rare classes</source>
        <translation>稀少的类别</translation>
    </message>
    <message>
        <source>Check %1</source>
        <translation>检查 %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>kind of finding and how many</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Checking %1…</source>
        <translation>正在检查 %1…</translation>
    </message>
    <message>
        <source>Nothing to mend in %1</source>
        <translation>%1 无需修复</translation>
    </message>
    <message numerus="yes">
        <source>%Ln findings in %1</source>
        <translation>
            <numerusform>%1 中有 %Ln 项发现</numerusform>
        </translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Looks at all samples once more</source>
        <translation>再次查看所有样本</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Does what the chosen finding, or all of its kind, asks for; undo takes it back</source>
        <translation>按所选发现或同类全部发现进行修复；可撤销</translation>
    </message>
    <message>
        <source>Put the findings away</source>
        <translation>收起检查结果</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Pictures with too many tokens</source>
        <translation>图片词元过多</translation>
    </message>
    <message>
        <source>Key fields that do not follow the schema</source>
        <translation>不符合结构的关键字段</translation>
    </message>
    <message>
        <source>Remove the samples</source>
        <translation>移除样本</translation>
    </message>
    <message>
        <source>Move to: %1</source>
        <comment>a split</comment>
        <translation>移到：%1</translation>
    </message>
    <message>
        <source>Move into one split</source>
        <translation>移到同一划分</translation>
    </message>
    <message>
        <source>Rename to %1</source>
        <translation>重命名为 %1</translation>
    </message>
    <message>
        <source>Rename the labels</source>
        <translation>重命名标注</translation>
    </message>
    <message>
        <source>Fit the marks</source>
        <translation>修正标记</translation>
    </message>
    <message>
        <source>Remove the empty answers</source>
        <translation>移除空回答</translation>
    </message>
    <message>
        <source>Fit the regions</source>
        <translation>修正区域</translation>
    </message>
    <message>
        <source>Keep them in one split</source>
        <translation>保留在同一划分</translation>
    </message>
    <message>
        <source>Mend the key fields</source>
        <translation>修复关键字段</translation>
    </message>
    <message>
        <source>Tag as %1</source>
        <translation>添加标签 %1</translation>
    </message>
    <message>
        <source>Samples that a training cannot use</source>
        <translation>训练无法使用的样本</translation>
    </message>
    <message>
        <source>Answers that are cut off</source>
        <translation>被截断的回答</translation>
    </message>
    <message>
        <source>Samples with no answer left</source>
        <translation>截断后不再有回答的样本</translation>
    </message>
    <message>
        <source>Videos that end early</source>
        <translation>提前结束的视频</translation>
    </message>
</context>
<context>
    <name>atelier::ui::HubDetails</name>
    <message>
        <source>%1 parameters</source>
        <translation>%1 个参数</translation>
    </message>
    <message>
        <source>licence: %1</source>
        <translation>许可证：%1</translation>
    </message>
    <message>
        <source>%1 downloads</source>
        <translation>%1 次下载</translation>
    </message>
    <message>
        <source>changed %1</source>
        <translation>更新于 %1</translation>
    </message>
    <message>
        <source>runs on this machine</source>
        <translation>可在本机运行</translation>
    </message>
    <message>
        <source>takes more memory than this machine has</source>
        <translation>需要的内存超过本机</translation>
    </message>
    <message>
        <source>*The model card is being read…*</source>
        <translation>*正在读取模型卡…*</translation>
    </message>
    <message>
        <source>The model card cannot be read.</source>
        <translation>无法读取模型卡。</translation>
    </message>
    <message>
        <source>*This model has no model card.*</source>
        <translation>*这个模型没有模型卡。*</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Look for a &amp;newer version</source>
        <translation>检查新版本(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Download</source>
        <translation>下载(&amp;D)</translation>
    </message>
    <message>
        <source>%1 is being downloaded</source>
        <translation>正在下载 %1</translation>
    </message>
    <message>
        <source>Goes on where the download was stopped</source>
        <translation>从停止的地方继续下载</translation>
    </message>
    <message>
        <source>Downloads what has changed on the hub</source>
        <translation>下载 Hub 上有变化的文件</translation>
    </message>
    <message>
        <source>Downloads the weights and what belongs to them into the cache that Python&apos;s huggingface_hub uses too</source>
        <translation>把权重及相关文件下载到与 Python 的 huggingface_hub 共用的缓存中</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>asking the hub</source>
        <translation>正在询问 Hub</translation>
    </message>
    <message>
        <source>stops</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>bytes a second</comment>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>还剩 %1</translation>
    </message>
    <message>
        <source>stopped; what came is kept</source>
        <translation>已停止；已下载的部分会保留</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择一个模型</translation>
    </message>
    <message>
        <source>Its model card, licence and size are shown here before you download anything.</source>
        <translation>下载之前，可在这里查看模型卡、许可证和大小。</translation>
    </message>
    <message>
        <source>Open only to those who accept its licence: accept it on the model&apos;s page, and enter a token.</source>
        <translation>只对接受其许可证的人开放：请在模型页面上接受许可证，并输入令牌。</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Stops the download; what came is kept, and the next one goes on from there</source>
        <translation>停止下载；已下载的部分会保留，下次从那里继续</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Makes it this project&apos;s model</source>
        <translation>把它设为这个项目的模型</translation>
    </message>
    <message>
        <source>Its page</source>
        <translation>模型页面</translation>
    </message>
    <message>
        <source>Opens the model&apos;s page on the hub in your browser</source>
        <translation>在浏览器中打开 Hub 上的模型页面</translation>
    </message>
    <message>
        <source>Enter a token…</source>
        <translation>输入令牌…</translation>
    </message>
    <message>
        <source>Sends a token of yours to the hub</source>
        <translation>向 Hub 发送您的令牌</translation>
    </message>
    <message>
        <source>Share that is downloaded</source>
        <translation>已下载的比例</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>模型卡</translation>
    </message>
</context>
<context>
    <name>atelier::ui::HubFilters</name>
    <message>
        <source>Words of a model&apos;s name, OWNER/NAME@revision, or the address of its page</source>
        <translation>模型名称中的词、OWNER/NAME@revision 或模型页面的地址</translation>
    </message>
    <message>
        <source>What to look for on the hub</source>
        <translation>在 Hub 上查找什么</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>搜索(&amp;S)</translation>
    </message>
    <message>
        <source>Asks the hub; the most downloaded models come first</source>
        <translation>询问 Hub；下载次数最多的模型排在最前</translation>
    </message>
    <message>
        <source>Families that Atelier opens</source>
        <translation>Atelier 能打开的系列</translation>
    </message>
    <message>
        <source>Every family</source>
        <translation>所有系列</translation>
    </message>
    <message>
        <source>Which family of models</source>
        <translation>哪个模型系列</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Any size</source>
        <translation>任意大小</translation>
    </message>
    <message>
        <source>Up to %1</source>
        <translation>不超过 %1</translation>
    </message>
    <message>
        <source>How large the weights may be</source>
        <translation>权重的最大大小</translation>
    </message>
    <message>
        <source>Size of the weights</source>
        <translation>权重大小</translation>
    </message>
    <message>
        <source>&amp;Fits this machine</source>
        <translation>适合本机(&amp;F)</translation>
    </message>
    <message>
        <source>Only models whose weights fit into %1; a training needs more</source>
        <translation>只显示权重能放入 %1 的模型；训练需要更多</translation>
    </message>
    <message>
        <source>This system does not tell how much memory there is</source>
        <translation>系统没有提供内存大小</translation>
    </message>
</context>
<context>
    <name>atelier::ui::HubPanel</name>
    <message>
        <source>Asking the hub</source>
        <translation>正在询问 Hub</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Asks the hub no longer</source>
        <translation>不再询问 Hub</translation>
    </message>
    <message>
        <source>The hub was not asked</source>
        <translation>没有询问 Hub</translation>
    </message>
    <message>
        <source>The search was cancelled.</source>
        <translation>搜索已取消。</translation>
    </message>
    <message>
        <source>&amp;Search again</source>
        <translation>重新搜索(&amp;S)</translation>
    </message>
    <message>
        <source>Asks the hub once more</source>
        <translation>再次询问 Hub</translation>
    </message>
    <message>
        <source>No such model</source>
        <translation>没有这样的模型</translation>
    </message>
    <message>
        <source>Look for fewer words, another size, or every family.</source>
        <translation>请减少搜索词、更改大小，或选择所有系列。</translation>
    </message>
    <message>
        <source>Offline mode is on</source>
        <translation>离线模式已开启</translation>
    </message>
    <message>
        <source>HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set, so the hub is not asked. Models that were downloaded before can be opened: type OWNER/NAME above. To search, start Atelier without that variable.</source>
        <translation>已设置 HF_HUB_OFFLINE 或 TRANSFORMERS_OFFLINE，因此不会询问 Hub。以前下载的模型可以打开：在上方输入 OWNER/NAME。要搜索，请在不设置该变量的情况下启动 Atelier。</translation>
    </message>
    <message>
        <source>The hub gives no answer to this</source>
        <translation>Hub 没有给出结果</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Enter a token…</source>
        <translation>输入令牌…</translation>
    </message>
    <message>
        <source>Sends a token of yours to the hub</source>
        <translation>向 Hub 发送您的令牌</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of other families</source>
        <translation>
            <numerusform>%Ln 个属于其他系列</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that are larger</source>
        <translation>
            <numerusform>%Ln 个更大</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln whose size the hub does not know</source>
        <translation>
            <numerusform>%Ln 个大小未知</numerusform>
        </translation>
    </message>
    <message>
        <source>Left out: %1.</source>
        <translation>未列出：%1。</translation>
    </message>
    <message>
        <source>The hub has more: add a word.</source>
        <translation>Hub 上还有更多：请添加搜索词。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::HubResults</name>
    <message>
        <source>%1
Its licence must be accepted on the hub before it can be downloaded.</source>
        <translation>%1
下载之前须在 Hub 上接受其许可证。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>The hub does not say how large it is</source>
        <translation>Hub 没有说明它的大小</translation>
    </message>
    <message>
        <source>Its weights in bf16 fit into the memory of this machine; a training needs more</source>
        <translation>bf16 权重能放入本机内存；训练需要更多</translation>
    </message>
    <message>
        <source>Its weights in bf16 take more memory than this machine has</source>
        <translation>bf16 权重超过本机内存</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Runs here</source>
        <translation>本机可运行</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载次数</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Models that the hub has found</source>
        <translation>Hub 找到的模型</translation>
    </message>
</context>
<context>
    <name>atelier::ui::HubTokenRow</name>
    <message>
        <source>hf_… from the hub&apos;s page of access tokens</source>
        <translation>hf_…（来自 Hub 的访问令牌页面）</translation>
    </message>
    <message>
        <source>A token with the right to read</source>
        <translation>具有读取权限的令牌</translation>
    </message>
    <message>
        <source>Token for the hub</source>
        <translation>Hub 令牌</translation>
    </message>
    <message>
        <source>Enter a &amp;token…</source>
        <translation>输入令牌(&amp;T)…</translation>
    </message>
    <message>
        <source>For models that are private or ask to accept a licence</source>
        <translation>用于私有模型或需要接受许可证的模型</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保存(&amp;K)</translation>
    </message>
    <message>
        <source>Keeps the token in this desktop&apos;s keychain, and nowhere else</source>
        <translation>只把令牌保存在本桌面的密钥环中</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Leaves the token as it was</source>
        <translation>令牌保持不变</translation>
    </message>
    <message>
        <source>Forget the token</source>
        <translation>删除令牌</translation>
    </message>
    <message>
        <source>Takes the token out of the keychain</source>
        <translation>从密钥环中删除令牌</translation>
    </message>
    <message>
        <source>No token: public models can be downloaded without one.</source>
        <translation>没有令牌：公开的模型无需令牌即可下载。</translation>
    </message>
    <message>
        <source>The token of HF_TOKEN is used.</source>
        <translation>使用 HF_TOKEN 中的令牌。</translation>
    </message>
    <message>
        <source>The token of the keychain is used.</source>
        <translation>使用密钥环中的令牌。</translation>
    </message>
    <message>
        <source>The token is used until this window closes.</source>
        <translation>令牌在本窗口关闭前有效。</translation>
    </message>
    <message>
        <source>The token file of huggingface_hub is used.</source>
        <translation>使用 huggingface_hub 的令牌文件。</translation>
    </message>
    <message>
        <source>No keychain can be used here (%1): start one such as GNOME Keyring or KWallet, or set HF_TOKEN, to have the token next time.</source>
        <translation>此处无法使用密钥环（%1）：请启动 GNOME Keyring 或 KWallet 等密钥环，或设置 HF_TOKEN，以便下次使用令牌。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportAccount</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a heading, how many</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>处理结果</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>First in</source>
        <translation>首次出现于</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more; a copy has them all</source>
        <translation>
            <numerusform>还有 %Ln 项；复制时包含全部</numerusform>
        </translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <comment>a kind such as key, and its name</comment>
        <translation>%1“%2”</translation>
    </message>
    <message>
        <source>Samples that were left out</source>
        <translation>被略去的样本</translation>
    </message>
    <message>
        <source>Files and datasets that were not read</source>
        <translation>未读取的文件和数据集</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Brought in</source>
        <translation>已导入</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportChoices</name>
    <message>
        <source>Copy the &amp;pictures</source>
        <translation>复制图片(&amp;P)</translation>
    </message>
    <message>
        <source>Copies the pictures into the project&apos;s folder, so that it can be moved. Otherwise they stay where they are.</source>
        <translation>将图片复制到项目文件夹，便于移动项目。否则图片留在原处。</translation>
    </message>
    <message>
        <source>Question for &amp;captions</source>
        <translation>描述对应的问题(&amp;C)</translation>
    </message>
    <message>
        <source>Where data holds answers only, such as captions, this is what is asked about each picture</source>
        <translation>若数据只有回答（例如图片描述），则以此作为每张图片的问题</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ImportNote</name>
    <message>
        <source>Hide details</source>
        <translation>隐藏详情</translation>
    </message>
    <message>
        <source>Show details</source>
        <translation>显示详情</translation>
    </message>
    <message>
        <source>Copy all of it</source>
        <translation>复制全部</translation>
    </message>
    <message>
        <source>Put this away; the command “Show the last import” brings it back</source>
        <translation>收起；可用命令“显示上次导入”再次打开</translation>
    </message>
    <message>
        <source>What was brought in, and what was left out and why</source>
        <translation>导入了哪些内容，略过了哪些内容及原因</translation>
    </message>
    <message>
        <source>Details of the import</source>
        <translation>导入详情</translation>
    </message>
    <message>
        <source>The project has a dataset of that name already. Nothing was brought in.</source>
        <translation>项目中已有同名数据集，未导入任何内容。</translation>
    </message>
    <message>
        <source>&amp;Replace it</source>
        <translation>替换(&amp;R)</translation>
    </message>
    <message>
        <source>The dataset that is there goes, this one takes its place</source>
        <translation>移除现有数据集，由此数据集取代</translation>
    </message>
    <message>
        <source>&amp;Keep both</source>
        <translation>两者都保留(&amp;K)</translation>
    </message>
    <message>
        <source>Brings this one in under another name</source>
        <translation>以其他名称导入此数据集</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Brings in the same data once more</source>
        <translation>重新导入同一数据</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples were brought in.</source>
        <translation>
            <numerusform>已导入 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 samples were brought in, %2 were left out.</source>
        <translation>已导入 %1 个样本，略过 %2 个。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files or datasets were not read.</source>
        <translation>
            <numerusform>%Ln 个文件或数据集未读取。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kinds of things in the files were not used.</source>
        <translation>
            <numerusform>文件中有 %Ln 类内容未使用。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warnings.</source>
        <translation>
            <numerusform>%Ln 条警告。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::Imports</name>
    <message>
        <source>Bring in %1</source>
        <translation>导入 %1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::JobBar</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>What went wrong, to read and to copy</source>
        <translation>查看并复制错误信息</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <translation>
            <numerusform>还有 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Jobs that run or wait, each can be cancelled</source>
        <translation>正在运行或等待的任务，均可取消</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>隐藏此消息</translation>
    </message>
    <message>
        <source>Stop this job; a training saves a checkpoint first</source>
        <translation>停止此任务；训练会先保存检查点</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Cancel “%1” (%2)</source>
        <translation>取消“%1”（%2）</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>atelier::ui::JobCenter</name>
    <message>
        <source>Train %1</source>
        <translation>训练 %1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::KeptRunsNote</name>
    <message>
        <source>Not begun when the window was closed: %1</source>
        <comment>names of runs</comment>
        <translation>窗口关闭时尚未开始：%1</translation>
    </message>
    <message>
        <source>&amp;Queue again</source>
        <translation>重新排队(&amp;Q)</translation>
    </message>
    <message>
        <source>They train one after another, as they were queued</source>
        <translation>按原来的顺序依次训练</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>放弃(&amp;F)</translation>
    </message>
    <message>
        <source>They are not trained</source>
        <translation>不再训练它们</translation>
    </message>
</context>
<context>
    <name>atelier::ui::KeyFieldsForm</name>
    <message>
        <source>The answer cannot be shown as fields: %1. Mend its text below, or empty it.</source>
        <translation>无法将回答显示为字段：%1。请在下方修正其文本，或将其清空。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message numerus="yes">
        <source>%Ln fields to look at</source>
        <translation>
            <numerusform>%Ln 个字段需要检查</numerusform>
        </translation>
    </message>
    <message>
        <source>Key fields</source>
        <translation>关键字段</translation>
    </message>
    <message>
        <source>Schema…</source>
        <translation>结构…</translation>
    </message>
    <message>
        <source>Shows and changes which fields the answers of this dataset have</source>
        <translation>查看和更改此数据集的回答有哪些字段</translation>
    </message>
</context>
<context>
    <name>atelier::ui::LongerDialog</name>
    <message>
        <source>Train “%1” longer</source>
        <translation>延长训练“%1”</translation>
    </message>
    <message>
        <source>It has made %1 of %2 steps.</source>
        <translation>已完成 %2 步中的 %1 步。</translation>
    </message>
    <message>
        <source>It has made %1 steps in %2 epochs.</source>
        <translation>在 %2 个轮次中已完成 %1 步。</translation>
    </message>
    <message>
        <source>Total &amp;epochs</source>
        <translation>总轮次(&amp;E)</translation>
    </message>
    <message>
        <source>Total &amp;steps</source>
        <translation>总步数(&amp;S)</translation>
    </message>
    <message>
        <source>Total epochs</source>
        <translation>总轮次</translation>
    </message>
    <message>
        <source>Total steps</source>
        <translation>总步数</translation>
    </message>
    <message>
        <source>Training continues from the last checkpoint, with the optimizer&apos;s state. The learning rate follows the schedule of the whole new length from there on.</source>
        <translation>从最后一个检查点继续，优化器保持原状。学习率从那里起按整个新长度的调度变化。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Train longer</source>
        <translation>延长训练(&amp;T)</translation>
    </message>
    <message>
        <source>It has already made %1 steps: enter a larger number.</source>
        <translation>已完成 %1 步：请设置更多。</translation>
    </message>
    <message>
        <source>It has already trained %1 epochs: enter a larger number.</source>
        <translation>已经看过数据 %1 遍：请设置更多。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::MainWindow</name>
    <message>
        <source>Go to</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Lists every command and runs the one you choose</source>
        <translation>列出所有命令并执行所选命令</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>切换浅色/深色</translation>
    </message>
    <message>
        <source>Changes the look of the whole window</source>
        <translation>更改整个窗口的外观</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>起始页</translation>
    </message>
    <message>
        <source>Shows recent projects</source>
        <translation>显示最近的项目</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Opens a project&apos;s folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Makes a project in a folder of its own</source>
        <translation>在单独的文件夹中新建项目</translation>
    </message>
    <message>
        <source>Try the starter</source>
        <translation>试用入门示例</translation>
    </message>
    <message>
        <source>Opens a small model with data and recipes, ready to train on this computer</source>
        <translation>打开一个带数据和训练方案的小模型，可直接在本机训练</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Closes the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Jobs of this project still run. Stop them first, or open the other project in a second window.</source>
        <translation>此项目仍有任务在运行。请先停止任务，或在另一个窗口中打开其他项目。</translation>
    </message>
    <message>
        <source>Choose an empty folder for the project</source>
        <translation>为项目选择一个空文件夹</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>%1 – Atelier</source>
        <translation>%1 – Atelier</translation>
    </message>
    <message>
        <source>Atelier</source>
        <translation>Atelier</translation>
    </message>
    <message>
        <source>Something still runs</source>
        <translation>仍有任务在运行</translation>
    </message>
    <message>
        <source>Stop what runs and close?</source>
        <translation>停止正在运行的任务并关闭？</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>继续工作</translation>
    </message>
    <message>
        <source>Open or make a project first; then drop models and pictures into it.</source>
        <translation>请先打开或新建项目，再将模型和图片拖入其中。</translation>
    </message>
    <message>
        <source>Shows all keys and changes them</source>
        <translation>显示所有快捷键并可更改</translation>
    </message>
    <message>
        <source>“%1” is being trained</source>
        <translation>“%1”正在训练</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>What is not done yet is lost.</source>
        <translation>尚未完成的内容将丢失。</translation>
    </message>
    <message>
        <source>Close, let it train on</source>
        <translation>关闭，让训练继续</translation>
    </message>
    <message>
        <source>Runs waited when the window was closed</source>
        <translation>窗口关闭时有运行在排队</translation>
    </message>
    <message>
        <source>A training can go on without the window, which finds it again when the project is opened. Stopped, it saves a checkpoint first and can be gone on with later. What waits in the queue is kept and can be queued again then.</source>
        <translation>训练可以不依赖窗口继续进行，重新打开项目时会再次找到它。若停止，会先保存检查点，之后可以继续。队列中等待的会保留，届时可以重新排队。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::MappingPanel</name>
    <message>
        <source>Brings the table in as samples</source>
        <translation>将表格导入为样本</translation>
    </message>
    <message>
        <source>Say first which column holds pictures, videos or questions</source>
        <translation>请先指定哪一列是图片、视频或问题</translation>
    </message>
    <message>
        <source>Which column of %1 holds what?</source>
        <translation>%1 的各列分别是什么？</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Do not bring this table in</source>
        <translation>不导入此表格</translation>
    </message>
    <message>
        <source>First rows of the table</source>
        <translation>表格的前几行</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>System prompts</source>
        <translation>系统提示</translation>
    </message>
    <message>
        <source>Ids</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>The column that holds this</source>
        <translation>对应的列</translation>
    </message>
    <message>
        <source>(none)</source>
        <comment>no column</comment>
        <translation>（无）</translation>
    </message>
</context>
<context>
    <name>atelier::ui::MemoryBar</name>
    <message>
        <source>%1: %2</source>
        <comment>a part of the memory and its size</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Memory that is needed</source>
        <translation>所需内存</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>atelier::ui::MemorySection</name>
    <message>
        <source>Memory and time</source>
        <translation>内存与时间</translation>
    </message>
    <message>
        <source>%1 at the peak, %2</source>
        <comment>memory, then when that is</comment>
        <translation>峰值 %1（%2）</translation>
    </message>
    <message>
        <source>%1 are free on the graphics card</source>
        <translation>显卡可用 %1</translation>
    </message>
    <message>
        <source>%1 are free</source>
        <translation>可用 %1</translation>
    </message>
    <message>
        <source>Main memory: %1 at the peak.</source>
        <translation>主内存：峰值 %1。</translation>
    </message>
    <message>
        <source>The largest batch has %1 tokens, %2 of them of images; the longest sample has %3. %4 of %5 samples were measured.</source>
        <translation>最大的批次有 %1 个词元，其中 %2 个来自图片；最长的样本有 %3 个。测量了 %5 个样本中的 %4 个。</translation>
    </message>
    <message numerus="yes">
        <source>Training: about %1, %Ln steps of %2 s each.</source>
        <translation>
            <numerusform>训练：约 %1，共 %Ln 步，每步 %2 秒。</numerusform>
        </translation>
    </message>
    <message>
        <source>Evaluation: about %1.</source>
        <translation>评估：约 %1。</translation>
    </message>
    <message>
        <source>%1: about %2.</source>
        <translation>%1：约 %2。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::MetricTile</name>
    <message>
        <source>Order the samples by this metric</source>
        <translation>按此指标排序样本</translation>
    </message>
    <message>
        <source>%1
Click to order the samples by it.</source>
        <translation>%1
点击可按此指标排序样本。</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>figure before and after</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>↑ %1</source>
        <translation>↑ %1</translation>
    </message>
    <message>
        <source>↓ %1</source>
        <translation>↓ %1</translation>
    </message>
    <message>
        <source>Higher is better.</source>
        <translation>越高越好。</translation>
    </message>
    <message>
        <source>Lower is better.</source>
        <translation>越低越好。</translation>
    </message>
    <message>
        <source>better</source>
        <translation>变好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>变差</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>持平</translation>
    </message>
    <message>
        <source>%1 %2 before, %3 after: %4, %5</source>
        <comment>metric, figures, difference, verdict</comment>
        <translation>%1：微调前 %2，微调后 %3，差值 %4，%5</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelCheck</name>
    <message>
        <source>What does not fit</source>
        <translation>不符之处</translation>
    </message>
    <message>
        <source>Copy all of it</source>
        <translation>复制全部</translation>
    </message>
    <message>
        <source>Tokenizer and chat template</source>
        <translation>分词器和对话模板</translation>
    </message>
    <message>
        <source>Copy the example</source>
        <translation>复制示例</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>“Hello”, as the model reads it: through its template, its tokenizer and back.</source>
        <translation>模型读到的“Hello”：经过对话模板和分词器编码，再解码还原。</translation>
    </message>
    <message>
        <source>No conversation could be written. What went wrong stands above.</source>
        <translation>无法生成对话。错误原因见上方。</translation>
    </message>
    <message>
        <source>A short conversation as the model reads it</source>
        <translation>模型读到的一段简短对话</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>另有 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelFacts</name>
    <message>
        <source>The family of models, as config.json calls it: %1</source>
        <translation>模型系列，config.json 中的名称：%1</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 参数</translation>
    </message>
    <message>
        <source>%1 numbers that were trained</source>
        <translation>%1 个通过训练学到的数值</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>size, number format</comment>
        <translation>%2：%1</translation>
    </message>
    <message>
        <source>Weights on disk</source>
        <translation>磁盘上的权重</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message numerus="yes">
        <source>%1, %Ln tensors</source>
        <translation>
            <numerusform>%1，%Ln 个张量</numerusform>
        </translation>
    </message>
    <message>
        <source>the folder holds no weights</source>
        <translation>文件夹中没有权重</translation>
    </message>
    <message>
        <source>What the .safetensors files hold</source>
        <translation>.safetensors 文件的内容</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>as many as the embedding has rows</source>
        <translation>与嵌入层行数相同</translation>
    </message>
    <message>
        <source>the embedding has %1 rows</source>
        <translation>嵌入层有 %1 行</translation>
    </message>
    <message>
        <source>Pieces of text the tokenizer knows. The embedding may have some rows to spare.</source>
        <translation>分词器认识的文本片段。嵌入层可能有一些多余的行。</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入层</translation>
    </message>
    <message>
        <source>Tied</source>
        <translation>共享</translation>
    </message>
    <message>
        <source>Separate</source>
        <translation>独立</translation>
    </message>
    <message>
        <source>input and output share one table</source>
        <translation>输入和输出共用一张表</translation>
    </message>
    <message>
        <source>input and output have a table each</source>
        <translation>输入和输出各用一张表</translation>
    </message>
    <message>
        <source>Whether the table that reads tokens also writes them</source>
        <translation>读取词元的表是否也用于输出词元</translation>
    </message>
    <message>
        <source>To run</source>
        <translation>推理所需</translation>
    </message>
    <message>
        <source>in fp32; %1 in bf16</source>
        <translation>fp32；bf16 为 %1</translation>
    </message>
    <message>
        <source>Memory for the weights; pictures and long texts need some more</source>
        <translation>权重占用的内存；图片和长文本还需要额外内存</translation>
    </message>
    <message>
        <source>To train with LoRA</source>
        <translation>LoRA 训练所需</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>至少 %1</translation>
    </message>
    <message>
        <source>frozen weights in fp32; pictures and batch come on top</source>
        <translation>fp32 冻结权重；图片和批次另计</translation>
    </message>
    <message>
        <source>The model&apos;s own weights stay as they are, the small adapter learns. What is kept for the gradients depends on picture size, length and batch.</source>
        <translation>模型自身的权重保持不变，只训练小型适配器。为计算梯度保留的数据量取决于图片尺寸、文本长度和批次。</translation>
    </message>
    <message>
        <source>To train every weight</source>
        <translation>全参数训练所需</translation>
    </message>
    <message>
        <source>fp32 with AdamW: weights, gradients, two moments</source>
        <translation>fp32 + AdamW：权重、梯度、两个动量</translation>
    </message>
    <message>
        <source>16 bytes for each parameter; what is kept for the gradients comes on top</source>
        <translation>每个参数 16 字节；为计算梯度保留的数据另计</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>a fact of the model</comment>
        <translation>%1：%2，%3</translation>
    </message>
    <message>
        <source>more than the %1 of this computer</source>
        <translation>超出本机的 %1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>Opens a model&apos;s folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation>向模型提问</translation>
    </message>
    <message>
        <source>Lets the model answer the question of the quick try</source>
        <translation>让模型回答快速试用中的问题</translation>
    </message>
    <message>
        <source>That is no model folder. Drop the folder that holds config.json and the weights, or, once a model is open, a picture to try it with.</source>
        <translation>这不是模型文件夹。请拖入包含 config.json 和权重的文件夹；模型打开后，也可以拖入图片来试用。</translation>
    </message>
    <message>
        <source>Open a model&apos;s folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Pieces of the model are missing</source>
        <translation>模型文件不完整</translation>
    </message>
    <message>
        <source>Look at %1</source>
        <translation>检查 %1</translation>
    </message>
    <message>
        <source>The model cannot be opened</source>
        <translation>无法打开模型</translation>
    </message>
    <message>
        <source>Looking at %1</source>
        <translation>正在检查 %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Goes back to what was open before</source>
        <translation>返回之前打开的内容</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Looks at the same folder once more</source>
        <translation>重新检查同一文件夹</translation>
    </message>
    <message>
        <source>Another &amp;folder…</source>
        <translation>其他文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Opens another model&apos;s folder</source>
        <translation>打开其他模型文件夹</translation>
    </message>
    <message>
        <source>&amp;Back to %1</source>
        <translation>返回 %1(&amp;B)</translation>
    </message>
    <message>
        <source>Shows the model that is open</source>
        <translation>显示当前打开的模型</translation>
    </message>
    <message>
        <source>The model was not looked at</source>
        <translation>模型未检查</translation>
    </message>
    <message>
        <source>%1
It was cancelled.</source>
        <translation>%1
已取消。</translation>
    </message>
    <message>
        <source>What you start from: a vision-language model in a folder of its own.</source>
        <translation>训练的起点：存放在单独文件夹中的视觉语言模型。</translation>
    </message>
    <message>
        <source>&amp;Open a model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Opens another model&apos;s folder; one can also be dropped here</source>
        <translation>打开其他模型文件夹，也可以将其拖到此处</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Models that were open before</source>
        <translation>之前打开过的模型</translation>
    </message>
    <message>
        <source>The model is not there</source>
        <translation>模型不存在</translation>
    </message>
    <message>
        <source>%1
Connect the drive or put the folder back, or open another model.</source>
        <translation>%1
请连接磁盘或恢复该文件夹，或打开其他模型。</translation>
    </message>
    <message>
        <source>%1 does not have:

%2

Fetch the model&apos;s folder again, with all of its files.</source>
        <translation>%1 中缺少：

%2

请重新获取该模型文件夹及其全部文件。</translation>
    </message>
    <message>
        <source>Get a model from the hub…</source>
        <translation>从 Hub 获取模型…</translation>
    </message>
    <message>
        <source>Looks for models on the Hugging Face hub and downloads them</source>
        <translation>在 Hugging Face Hub 上查找并下载模型</translation>
    </message>
    <message>
        <source>&amp;Get a model…</source>
        <translation>获取模型(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>返回(&amp;B)</translation>
    </message>
    <message>
        <source>Leaves the hub; a download goes on</source>
        <translation>离开 Hub；下载会继续</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ModelStart</name>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Drop the folder of a Hugging Face model here: with config.json, tokenizer.json, preprocessor_config.json and the weights as .safetensors.</source>
        <translation>将 Hugging Face 模型文件夹拖到此处：需包含 config.json、tokenizer.json、preprocessor_config.json 和 .safetensors 格式的权重。</translation>
    </message>
    <message>
        <source>&amp;Choose a folder…</source>
        <translation>选择文件夹(&amp;C)…</translation>
    </message>
    <message>
        <source>Opens a model&apos;s folder from your files</source>
        <translation>从本机文件中打开模型文件夹</translation>
    </message>
    <message>
        <source>Take the &amp;starter model</source>
        <translation>使用入门示例模型(&amp;S)</translation>
    </message>
    <message>
        <source>A small model that comes with Atelier and is trained in minutes on this computer</source>
        <translation>Atelier 自带的小模型，在本机几分钟即可训练完成</translation>
    </message>
    <message>
        <source>Models of before</source>
        <translation>以前的模型</translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation>%1 已不存在</translation>
    </message>
    <message>
        <source>&amp;Get a model from the hub…</source>
        <translation>从 Hub 获取模型(&amp;G)…</translation>
    </message>
    <message>
        <source>Looks for models on the Hugging Face hub and downloads them</source>
        <translation>在 Hugging Face Hub 上查找并下载模型</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ParameterRow</name>
    <message>
        <source>These values</source>
        <translation>这些取值</translation>
    </message>
    <message>
        <source>A range, evenly</source>
        <translation>范围，均匀</translation>
    </message>
    <message>
        <source>A range, by powers</source>
        <translation>范围，按数量级</translation>
    </message>
    <message>
        <source>%1: how values are chosen</source>
        <translation>%1：如何取值</translation>
    </message>
    <message>
        <source>A list of values, or a range to draw from; by powers suits what spans tens and hundreds, such as a learning rate</source>
        <translation>一列取值，或从一个范围里抽取；按数量级适合跨度达数十数百倍的量，例如学习率</translation>
    </message>
    <message>
        <source>%1: values</source>
        <translation>%1：取值</translation>
    </message>
    <message>
        <source>Values with ; between them, items with commas</source>
        <translation>取值之间用 ; 分隔，其中的各项用逗号</translation>
    </message>
    <message>
        <source>Values with commas between them</source>
        <translation>取值之间用逗号分隔</translation>
    </message>
    <message>
        <source>%1: from</source>
        <translation>%1：从</translation>
    </message>
    <message>
        <source>%1: to</source>
        <translation>%1：到</translation>
    </message>
    <message>
        <source>The least value</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>The greatest value</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Take the setting %1 away</source>
        <translation>移除设置“%1”</translation>
    </message>
</context>
<context>
    <name>atelier::ui::PartsBar</name>
    <message>
        <source>%1: %2 (%3 %)</source>
        <comment>part of a model, its parameters, their share</comment>
        <translation>%1：%2（%3 %）</translation>
    </message>
</context>
<context>
    <name>atelier::ui::PictureStrip</name>
    <message>
        <source>Pictures of the sample</source>
        <translation>样本的图片</translation>
    </message>
    <message>
        <source>Picture %1 of %2</source>
        <translation>第 %1 张图片，共 %2 张</translation>
    </message>
</context>
<context>
    <name>atelier::ui::PlotCard</name>
    <message>
        <source>Pictures: width by height</source>
        <translation>图片：宽 × 高</translation>
    </message>
    <message>
        <source>Pictures: width to height</source>
        <translation>图片：宽高比</translation>
    </message>
    <message>
        <source>Tokens of a sample</source>
        <translation>样本的词元数</translation>
    </message>
    <message>
        <source>Tokens of its pictures</source>
        <translation>样本图片的词元数</translation>
    </message>
    <message>
        <source>Length of prompts</source>
        <translation>提示词长度</translation>
    </message>
    <message>
        <source>Length of answers</source>
        <translation>回答长度</translation>
    </message>
    <message>
        <source>Regions of a sample</source>
        <translation>样本的区域数</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>%1 个字符</translation>
    </message>
    <message>
        <source>regions: %1</source>
        <translation>区域：%1</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>a range</comment>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>%1 wide, %2 high</source>
        <comment>pixels</comment>
        <translation>宽 %1，高 %2</translation>
    </message>
    <message>
        <source>(no tag)</source>
        <translation>（无标签）</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>how many samples</source>
        <translation>样本数</translation>
    </message>
    <message numerus="yes">
        <source>%Ln kinds</source>
        <translation>
            <numerusform>%Ln 种</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kinds, most to rarest %1 : 1</source>
        <translation>
            <numerusform>%Ln 种，最多与最少之比 %1 : 1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln samples (%2 %)</source>
        <comment>a bar and how much it counts</comment>
        <translation>
            <numerusform>%1：%Ln 个样本（%2%）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::ui::PreflightCheck</name>
    <message>
        <source>Check before the start</source>
        <translation>开始前检查</translation>
    </message>
</context>
<context>
    <name>atelier::ui::PresetCard</name>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Chosen, changed</source>
        <translation>已选，有改动</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>The form differs from this preset. Click to take the preset&apos;s values again.</source>
        <translation>表单与此预设不一致。点击可恢复预设值。</translation>
    </message>
    <message>
        <source>Fills the form with this preset&apos;s values</source>
        <translation>用此预设的值填写表单</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>state, then what it is for</comment>
        <translation>%1。%2</translation>
    </message>
</context>
<context>
    <name>atelier::ui::PresetComposer</name>
    <message>
        <source>%1 This computer: %2.</source>
        <comment>what it is best for, then what this computer has</comment>
        <translation>%1本机：%2。</translation>
    </message>
    <message>
        <source>Needs a GPU with %1 GB or more.</source>
        <translation>需要 %1 GB 或更大显存的 GPU。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation>硬件</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>The family of the chosen model</source>
        <translation>所选模型的系列</translation>
    </message>
    <message>
        <source>The family of the model that is trained. A model that you open decides it.</source>
        <translation>要训练的模型的系列。打开模型后由该模型决定。</translation>
    </message>
    <message>
        <source>What the model is trained on</source>
        <translation>用什么硬件训练模型</translation>
    </message>
    <message>
        <source>Model family</source>
        <translation>模型系列</translation>
    </message>
</context>
<context>
    <name>atelier::ui::PresetList</name>
    <message>
        <source>Recipes</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>Presets and recipes</source>
        <translation>预设和训练方案</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ProjectNotice</name>
    <message>
        <source>The project&apos;s folder is not there any more: %1
What you do here is not kept. Put the folder back, or connect its drive; then open it again.</source>
        <translation>项目文件夹已不存在：%1
此处的操作不会被保存。请放回文件夹或连接其所在的磁盘，然后重新打开。</translation>
    </message>
    <message>
        <source>Open for reading only: %1.
What you change here is not kept, and nothing can be trained.</source>
        <translation>以只读方式打开：%1。
此处的更改不会被保存，也无法训练。</translation>
    </message>
    <message>
        <source>Open a&amp;gain</source>
        <translation>重新打开(&amp;G)</translation>
    </message>
    <message>
        <source>Opens the project again, once its folder is back</source>
        <translation>文件夹恢复后重新打开项目</translation>
    </message>
    <message>
        <source>Opens the project again, for writing where that is possible now</source>
        <translation>重新打开项目，可写时以可写方式打开</translation>
    </message>
</context>
<context>
    <name>atelier::ui::Rail</name>
    <message>
        <source>No project</source>
        <translation>无项目</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Project %1</source>
        <translation>项目 %1</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Look, language, shortcuts</source>
        <translation>外观、语言、快捷键</translation>
    </message>
    <message>
        <source>NEXT</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Open the model that is to learn.</source>
        <translation>打开要训练的模型。</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Bring pictures with their texts.</source>
        <translation>导入图片及其文本。</translation>
    </message>
    <message>
        <source>Add data</source>
        <translation>添加数据</translation>
    </message>
    <message>
        <source>Choose how it is trained: a preset will do.</source>
        <translation>选择训练方式：使用预设即可。</translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation>选择训练方案</translation>
    </message>
    <message>
        <source>Everything is ready to train.</source>
        <translation>一切就绪，可以开始训练。</translation>
    </message>
    <message>
        <source>Go to training</source>
        <translation>前往训练</translation>
    </message>
    <message>
        <source>See what the training has changed.</source>
        <translation>查看训练带来的变化。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>The model is being trained.</source>
        <translation>模型正在训练。</translation>
    </message>
    <message>
        <source>See its charts</source>
        <translation>查看图表</translation>
    </message>
    <message>
        <source>Answers before and after are being compared.</source>
        <translation>正在比较微调前后的回答。</translation>
    </message>
    <message>
        <source>See how far it is</source>
        <translation>查看进度</translation>
    </message>
    <message>
        <source>NOW</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>%1
Open another project (%2)</source>
        <translation>%1
打开其他项目 (%2)</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RateFinder</name>
    <message>
        <source>Choose a model first, on the page Model.</source>
        <translation>请先在“模型”页选择模型。</translation>
    </message>
    <message>
        <source>Choose data first, on the page Data.</source>
        <translation>请先在“数据”页选择数据。</translation>
    </message>
    <message>
        <source>Both rates are numbers above 0, such as 1e-7.</source>
        <translation>两个学习率都应是大于 0 的数，例如 1e-7。</translation>
    </message>
    <message>
        <source>The highest rate lies above the lowest one.</source>
        <translation>最高学习率应大于最低学习率。</translation>
    </message>
    <message>
        <source>Find a learning rate</source>
        <translation>查找学习率</translation>
    </message>
    <message>
        <source>Use %1</source>
        <comment>a learning rate</comment>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>waits for the job that runs</source>
        <translation>等待正在运行的任务</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Stopped. Nothing was kept.</source>
        <translation>已停止，未保留任何内容。</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Start again</source>
        <translation>重新开始(&amp;S)</translation>
    </message>
    <message>
        <source>Where the loss falls fastest; it becomes the recipe&apos;s learning rate</source>
        <translation>损失下降最快处；将成为方案的学习率</translation>
    </message>
    <message>
        <source>A tenth of the rate with the lowest loss: no more than this</source>
        <translation>损失最低处学习率的十分之一：不应超过此值</translation>
    </message>
    <message>
        <source>suggested: %1</source>
        <comment>a learning rate</comment>
        <translation>建议：%1</translation>
    </message>
    <message>
        <source>at most: %1</source>
        <comment>a learning rate</comment>
        <translation>上限：%1</translation>
    </message>
    <message>
        <source>The loss fell at no rate. Try more steps or a wider range, and look whether the samples have answers.</source>
        <translation>损失在任何学习率下都没有下降。请增加步数或扩大范围，并检查样本是否有回答。</translation>
    </message>
    <message>
        <source>The loss falls fastest at the suggested rate; far above it the training came apart.</source>
        <translation>损失在建议的学习率处下降最快；远高于它时训练会发散。</translation>
    </message>
    <message>
        <source>The loss falls fastest at the suggested rate; the training held up to the highest one.</source>
        <translation>损失在建议的学习率处下降最快；直到最高学习率，训练都没有发散。</translation>
    </message>
    <message>
        <source>Back to the form; the search goes on</source>
        <translation>返回表单；查找会继续进行</translation>
    </message>
    <message>
        <source>Back to the form</source>
        <translation>返回表单</translation>
    </message>
    <message>
        <source>Trains a few steps with a rate that rises from one to the next and watches the loss. Nothing of it is kept.</source>
        <translation>用逐步升高的学习率训练若干步并观察损失。不会保留任何训练结果。</translation>
    </message>
    <message>
        <source>S&amp;teps</source>
        <translation>步数(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>从(&amp;F)</translation>
    </message>
    <message>
        <source>T&amp;o</source>
        <translation>到(&amp;O)</translation>
    </message>
    <message>
        <source>More steps give a smoother curve and take longer</source>
        <translation>步数越多，曲线越平滑，耗时也越长</translation>
    </message>
    <message>
        <source>The rate of the first step</source>
        <translation>第一步的学习率</translation>
    </message>
    <message>
        <source>The rate of the last step; the search ends earlier when the loss goes up steeply</source>
        <translation>最后一步的学习率；损失急剧上升时会提前结束</translation>
    </message>
    <message>
        <source>Steps of the search</source>
        <translation>查找的步数</translation>
    </message>
    <message>
        <source>Lowest rate</source>
        <translation>最低学习率</translation>
    </message>
    <message>
        <source>Highest rate</source>
        <translation>最高学习率</translation>
    </message>
    <message>
        <source>Starts the search with the recipe as it is in the form</source>
        <translation>按表单中的方案开始查找</translation>
    </message>
    <message>
        <source>Sto&amp;p</source>
        <translation>停止(&amp;P)</translation>
    </message>
    <message>
        <source>Ends the search; nothing of it is kept</source>
        <translation>结束查找；不保留任何内容</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Loss against learning rate</source>
        <translation>损失随学习率的变化</translation>
    </message>
    <message>
        <source>A click takes the rate of that point</source>
        <translation>点击即可采用该点的学习率</translation>
    </message>
    <message>
        <source>The curve appears here while the search goes.</source>
        <translation>查找过程中，曲线会显示在这里。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RecipePage</name>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Open a recipe…</source>
        <translation>打开训练方案…</translation>
    </message>
    <message>
        <source>Fills the form from a YAML file, also one of LLaMA-Factory</source>
        <translation>用 YAML 文件填写表单，也支持 LLaMA-Factory 的文件</translation>
    </message>
    <message>
        <source>Save the recipe as YAML…</source>
        <translation>将训练方案保存为 YAML…</translation>
    </message>
    <message>
        <source>Writes a file that the command line and other projects take</source>
        <translation>写出可供命令行和其他项目使用的文件</translation>
    </message>
    <message>
        <source>Copy the recipe as a command</source>
        <translation>将训练方案复制为命令</translation>
    </message>
    <message>
        <source>Copies the command that trains the same in a terminal</source>
        <translation>复制在终端中执行相同训练的命令</translation>
    </message>
    <message>
        <source>The form was filled again; your changes are gone.</source>
        <translation>表单已重新填写，您的改动已丢失。</translation>
    </message>
    <message>
        <source>The form was filled again; the dataset is now “%1”.</source>
        <translation>表单已重新填写，数据集现为“%1”。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>打开训练方案</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml)</source>
        <translation>训练方案 (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Save the recipe</source>
        <translation>保存训练方案</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Save the recipe as YAML first: it has keys that a command cannot say.</source>
        <translation>请先将训练方案保存为 YAML：其中有命令无法表达的键。</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message>
        <source>“%1” cannot be read as a recipe</source>
        <translation>无法将“%1”读取为训练方案</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Reads the file once more, after you have mended it</source>
        <translation>修正文件后重新读取</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>返回(&amp;B)</translation>
    </message>
    <message>
        <source>Leaves the file aside; the recipe stays as it was</source>
        <translation>放弃该文件，训练方案保持不变</translation>
    </message>
    <message>
        <source>How shall the model learn?</source>
        <translation>模型该如何学习？</translation>
    </message>
    <message>
        <source>Begin with the &amp;defaults</source>
        <translation>从默认值开始(&amp;D)</translation>
    </message>
    <message>
        <source>LoRA with the engine&apos;s defaults</source>
        <translation>使用引擎默认值的 LoRA</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>none is open</source>
        <translation>未打开</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Goes to the page Model</source>
        <translation>转到“模型”页</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>no dataset is chosen</source>
        <translation>未选择数据集</translation>
    </message>
    <message>
        <source>Add data</source>
        <translation>添加数据</translation>
    </message>
    <message>
        <source>Goes to the page Data</source>
        <translation>转到“数据”页</translation>
    </message>
    <message numerus="yes">
        <source>Differs from “%1” in %2 and %Ln more</source>
        <translation>
            <numerusform>与“%1”不同：%2 及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Differs from “%1” in %2</source>
        <translation>与“%1”不同：%2</translation>
    </message>
    <message>
        <source>How the model is trained. A preset is a good start; everything can be changed.</source>
        <translation>模型的训练方式。可以从预设入手，所有设置都能更改。</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>On to &amp;training</source>
        <translation>前往训练(&amp;T)</translation>
    </message>
    <message>
        <source>Goes to the page Train, with this recipe</source>
        <translation>以此训练方案转到“训练”页</translation>
    </message>
    <message>
        <source>&amp;Open a recipe…</source>
        <translation>打开训练方案(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save as YAML…</source>
        <translation>保存为 YAML(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Copy as command</source>
        <translation>复制为命令(&amp;C)</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Takes the preset&apos;s own values again</source>
        <translation>恢复预设原来的值</translation>
    </message>
    <message>
        <source>Presets and form</source>
        <translation>预设和表单</translation>
    </message>
    <message>
        <source>Take a &amp;preset</source>
        <translation>选用预设(&amp;P)</translation>
    </message>
    <message>
        <source>Takes “%1”</source>
        <translation>选用“%1”</translation>
    </message>
    <message>
        <source>Find a learning rate…</source>
        <translation>查找学习率…</translation>
    </message>
    <message>
        <source>Searches a rate by training a few steps with rising ones</source>
        <translation>用逐步升高的学习率训练若干步，从中找出合适的值</translation>
    </message>
    <message>
        <source>The learning rate is %1 now.</source>
        <translation>学习率现在是 %1。</translation>
    </message>
    <message>
        <source>“%1” in the file. %2</source>
        <comment>a value, then what is wrong with it</comment>
        <translation>文件中为“%1”。%2</translation>
    </message>
    <message>
        <source>Find a rate…</source>
        <translation>查找学习率…</translation>
    </message>
    <message>
        <source>A recipe holds every setting of a training. Choose a method or a recipe, open a file, or begin with the defaults; everything can be changed afterwards.</source>
        <translation>训练方案包含一次训练的所有设置。可以选择一种方法或现成的方案、打开文件，或从默认值开始；之后都可以更改。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RegionList</name>
    <message>
        <source>%1: %2</source>
        <comment>label and text of a region</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Without a label</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Regions of the picture</source>
        <translation>图片的区域</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>a region and its shape</comment>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RegionPanel</name>
    <message numerus="yes">
        <source>%1 of %Ln regions</source>
        <translation>
            <numerusform>%1 / %Ln 个区域</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln regions</source>
        <translation>
            <numerusform>%Ln 个区域</numerusform>
        </translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>这是什么</translation>
    </message>
    <message>
        <source>Several labels</source>
        <translation>多种标注</translation>
    </message>
    <message>
        <source>not linked to words</source>
        <translation>未关联文字</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>标注(&amp;L)</translation>
    </message>
    <message>
        <source>Te&amp;xt</source>
        <translation>文字(&amp;X)</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>关联文字</translation>
    </message>
    <message>
        <source>What the region is; Return goes on to its text</source>
        <translation>区域是什么；回车转到其文字</translation>
    </message>
    <message>
        <source>What is written in the region; Return goes on to the next region</source>
        <translation>区域中写着什么；回车转到下一个区域</translation>
    </message>
    <message>
        <source>What is written there</source>
        <translation>其中写着什么</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Unlink</source>
        <translation>取消关联</translation>
    </message>
    <message>
        <source>Takes the links of this region to words away</source>
        <translation>去除此区域与文字的关联</translation>
    </message>
    <message>
        <source>Remove the chosen regions</source>
        <translation>删除所选区域</translation>
    </message>
    <message>
        <source>Links the words that are selected in the conversation to this region (%1)</source>
        <translation>将对话中选中的文字与此区域关联 (%1)</translation>
    </message>
    <message>
        <source>Classes of the dataset: names, numbers, order…</source>
        <translation>数据集的类别：名称、编号、顺序…</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RemedyList</name>
    <message>
        <source>What would need less</source>
        <translation>可以进一步减少内存的设置</translation>
    </message>
    <message>
        <source>What would help</source>
        <translation>可以缓解的设置</translation>
    </message>
    <message>
        <source>The peak it leads to: still more than is free</source>
        <translation>改用后的峰值：仍然超过可用内存</translation>
    </message>
    <message>
        <source>The peak it leads to</source>
        <translation>改用后的峰值</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Sets this in the recipe</source>
        <translation>在方案中采用此设置</translation>
    </message>
    <message>
        <source>Use %1, at its peak %2</source>
        <translation>采用 %1，峰值 %2</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ReplacePanel</name>
    <message>
        <source>Prompt</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Transcription</source>
        <translation>转写</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>a text before and after</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Type what is to be found</source>
        <translation>输入要查找的内容</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Nothing would change</source>
        <translation>不会有任何改变</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>occurrences, samples</comment>
        <translation>%2 中有 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln occurrences</source>
        <translation>
            <numerusform>%Ln 处</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the first %2 changes are shown</source>
        <translation>%1；显示前 %2 处修改</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>查找和替换</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>What is to be found</source>
        <translation>要查找的内容</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>What comes in its place; in a regular expression $1 or ${name} stand for groups</source>
        <translation>替换后的内容；正则表达式中 $1 或 ${name} 代表分组</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
    <message>
        <source>Replaces in all these samples at once; undo takes it back</source>
        <translation>一次替换所有这些样本；可撤销</translation>
    </message>
    <message>
        <source>Put find and replace away</source>
        <translation>收起查找和替换</translation>
    </message>
    <message>
        <source>In all samples shown</source>
        <translation>在显示的所有样本中</translation>
    </message>
    <message>
        <source>In the selected samples</source>
        <translation>在所选样本中</translation>
    </message>
    <message>
        <source>In which samples: those that the gallery&apos;s filter leaves, or those selected in it</source>
        <translation>在哪些样本中：筛选后显示的，或选中的</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>普通文本</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全字匹配</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>How what is to be found is read</source>
        <translation>如何理解要查找的内容</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Tells capital letters from small ones</source>
        <translation>区分大写和小写字母</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Replaces in what is asked, and in what the system says</source>
        <translation>在问题和系统提示中替换</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Replaces in what is answered</source>
        <translation>在回答中替换</translation>
    </message>
    <message>
        <source>Transcriptions</source>
        <translation>转写</translation>
    </message>
    <message>
        <source>Replaces in the texts of regions</source>
        <translation>在区域的文字中替换</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Replaces in the labels of regions</source>
        <translation>在区域的标注中替换</translation>
    </message>
    <message>
        <source>Replaces in the tags of samples</source>
        <translation>在样本的标签中替换</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>将要修改的内容</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunCommands</name>
    <message>
        <source>Another learning rate</source>
        <translation>更改学习率</translation>
    </message>
    <message>
        <source>In place of the recipe&apos;s learning_rate:</source>
        <translation>代替配方中的 learning_rate：</translation>
    </message>
    <message>
        <source>The learning rate becomes %1.</source>
        <translation>学习率变为 %1。</translation>
    </message>
    <message>
        <source>What else can be asked of the training</source>
        <translation>还可以要求训练做什么</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunCurves</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Nothing has been logged yet</source>
        <translation>尚无日志记录</translation>
    </message>
    <message>
        <source>Curves of the chosen runs</source>
        <translation>所选运行的曲线</translation>
    </message>
    <message>
        <source>Which figure of the chosen runs is drawn</source>
        <translation>绘制所选运行的哪个指标</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunDetail</name>
    <message>
        <source>Chosen runs: %1</source>
        <translation>所选运行：%1</translation>
    </message>
    <message>
        <source>Step %1 · started %2 · %3</source>
        <comment>steps, time, duration</comment>
        <translation>步 %1 · 开始于 %2 · %3</translation>
    </message>
    <message>
        <source>Not everything of this run can be read: %1</source>
        <translation>此运行的部分内容无法读取：%1</translation>
    </message>
    <message>
        <source>Shows answers before and after this run</source>
        <translation>显示此运行前后的回答</translation>
    </message>
    <message>
        <source>There is nothing to compare before the run has a result</source>
        <translation>运行产生结果之前无法对比</translation>
    </message>
    <message>
        <source>Goes on from the run&apos;s last checkpoint</source>
        <translation>从此运行的最后一个检查点继续</translation>
    </message>
    <message>
        <source>The run has no checkpoint to go on from</source>
        <translation>此运行没有可供继续的检查点</translation>
    </message>
    <message>
        <source>A run that is being trained cannot be deleted: stop it first</source>
        <translation>正在训练的运行无法删除，请先停止</translation>
    </message>
    <message>
        <source>Moves the run with all its files to the trash</source>
        <translation>将此运行及其所有文件移到回收站</translation>
    </message>
    <message>
        <source>Move “%1” with its checkpoints and its result to the trash?</source>
        <translation>将“%1”及其检查点和结果移到回收站？</translation>
    </message>
    <message>
        <source>Chosen run</source>
        <translation>所选运行</translation>
    </message>
    <message>
        <source>Show in &amp;Train</source>
        <translation>在“训练”页中显示(&amp;T)</translation>
    </message>
    <message>
        <source>Shows charts, log and sample answers of this run</source>
        <translation>显示此运行的图表、日志和样本回答</translation>
    </message>
    <message>
        <source>C&amp;ompare</source>
        <translation>对比(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>打开文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Opens the run&apos;s folder</source>
        <translation>打开此运行的文件夹</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Move to trash</source>
        <translation>移到回收站(&amp;M)</translation>
    </message>
    <message>
        <source>The run can be taken back from the trash</source>
        <translation>可从回收站恢复此运行</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Nothing is deleted</source>
        <translation>不删除任何内容</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>The settings that the run was started with</source>
        <translation>启动此运行时使用的设置</translation>
    </message>
    <message>
        <source>What lies in the run&apos;s folder</source>
        <translation>此运行文件夹中的内容</translation>
    </message>
    <message>
        <source>The settings in which the runs differ</source>
        <translation>各运行之间不同的设置</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目以只读方式打开</translation>
    </message>
    <message>
        <source>Starts a new run from this one&apos;s result or from one of its checkpoints</source>
        <translation>从此运行的结果或某个检查点开始一个新运行</translation>
    </message>
    <message>
        <source>The run has neither a result nor a checkpoint to start from</source>
        <translation>此运行既没有结果也没有检查点可供开始</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a run that this one started from</comment>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>Shows the run that this one started from</source>
        <translation>显示此运行的起点运行</translation>
    </message>
    <message>
        <source>&amp;Branch…</source>
        <translation>分支(&amp;B)…</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Folds</source>
        <translation>各折</translation>
    </message>
    <message>
        <source>What was logged, over the steps</source>
        <translation>记录的内容随步数的变化</translation>
    </message>
    <message>
        <source>The last and the best of all that was logged</source>
        <translation>所有记录的最后值和最佳值</translation>
    </message>
    <message>
        <source>What the cross-validation gave: mean and deviation</source>
        <translation>交叉验证的结果：均值和标准差</translation>
    </message>
    <message>
        <source>Continues this run for more epochs or steps</source>
        <translation>继续此运行，训练更多轮次或步数</translation>
    </message>
    <message>
        <source>Train &amp;longer…</source>
        <translation>延长训练(&amp;L)…</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunDifferences</name>
    <message>
        <source>These runs have the same settings.</source>
        <translation>这些运行的设置相同。</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Settings in which the runs differ</source>
        <translation>各运行之间不同的设置</translation>
    </message>
    <message>
        <source>Only the settings that are not the same</source>
        <translation>仅列出不同的设置</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunFigures</name>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>%1, the better one</source>
        <translation>%1，更好</translation>
    </message>
    <message>
        <source>%1, best</source>
        <translation>%1，最佳</translation>
    </message>
    <message>
        <source>Higher is better</source>
        <translation>越高越好</translation>
    </message>
    <message>
        <source>Lower is better</source>
        <translation>越低越好</translation>
    </message>
    <message>
        <source>The better one</source>
        <translation>更好的一个</translation>
    </message>
    <message>
        <source>Figures of the chosen runs</source>
        <translation>所选运行的指标</translation>
    </message>
    <message>
        <source>What was logged, the last value and the best one</source>
        <translation>记录的内容：最后值和最佳值</translation>
    </message>
    <message>
        <source>Nothing has been logged yet.</source>
        <translation>还没有任何记录。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunFolderList</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Files of the run</source>
        <translation>此运行的文件</translation>
    </message>
    <message>
        <source>Double-click to open a file</source>
        <translation>双击可打开文件</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunFolds</name>
    <message>
        <source>The folds are summed up here when the last one is trained.</source>
        <translation>最后一折训练完后，这里会汇总各折。</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Mean ± deviation</source>
        <translation>均值 ± 标准差</translation>
    </message>
    <message>
        <source>Fold %1</source>
        <translation>第 %1 折</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <comment>mean and deviation</comment>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Figures of the folds</source>
        <translation>各折的指标</translation>
    </message>
    <message>
        <source>How far a figure differs from fold to fold: the less, the more it can be trusted</source>
        <translation>指标在各折之间相差多少：越少越可信</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunNote</name>
    <message>
        <source>Where: %1</source>
        <translation>位置：%1</translation>
    </message>
    <message>
        <source>What to do: %1</source>
        <translation>解决办法：%1</translation>
    </message>
    <message>
        <source>A checkpoint is kept: the run can be gone on with.</source>
        <translation>检查点已保留：可以继续此运行。</translation>
    </message>
    <message>
        <source>The training ended without saying why</source>
        <translation>训练已结束，但未给出原因</translation>
    </message>
    <message numerus="yes">
        <source>%Ln steps</source>
        <translation>
            <numerusform>%Ln 步</numerusform>
        </translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>损失 %1</translation>
    </message>
    <message>
        <source>loss on the validation samples %1</source>
        <translation>验证损失 %1</translation>
    </message>
    <message>
        <source>“%1” is trained</source>
        <translation>“%1”训练完成</translation>
    </message>
    <message>
        <source>“%1” was stopped at step %2</source>
        <translation>“%1”已在第 %2 步停止</translation>
    </message>
    <message>
        <source>What it has learned is saved; it can be gone on with at any time.</source>
        <translation>训练成果已保存，可随时继续。</translation>
    </message>
    <message>
        <source>No checkpoint was saved: a new run starts from the beginning.</source>
        <translation>未保存检查点：新的运行将从头开始。</translation>
    </message>
    <message>
        <source>“%1” is trained by another program</source>
        <translation>“%1”正由其他程序训练</translation>
    </message>
    <message>
        <source>Its charts follow here; pause and stop it where it was started.</source>
        <translation>图表会在此同步更新；请在启动它的程序中暂停或停止。</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint</source>
        <translation>从最后一个检查点继续</translation>
    </message>
    <message>
        <source>&amp;Compare before and after</source>
        <translation>对比微调前后(&amp;C)</translation>
    </message>
    <message>
        <source>Shows the answers of the model before and after this training</source>
        <translation>显示模型在本次训练前后的回答</translation>
    </message>
    <message>
        <source>Hide the last log lines</source>
        <translation>隐藏最后几行日志</translation>
    </message>
    <message>
        <source>Show the last log lines</source>
        <translation>显示最后几行日志</translation>
    </message>
    <message>
        <source>What the training said last</source>
        <translation>训练的最后输出</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Copies the message and the last log lines</source>
        <translation>复制消息和最后几行日志</translation>
    </message>
    <message>
        <source>Last log lines</source>
        <translation>最后几行日志</translation>
    </message>
    <message>
        <source>“%1” trains in a process of its own</source>
        <translation>“%1”在独立的进程中训练</translation>
    </message>
    <message>
        <source>It goes on when this window is closed; it can be paused, stopped and asked from here.</source>
        <translation>关闭此窗口后它会继续；可以在这里暂停、停止它或向它提出请求。</translation>
    </message>
    <message>
        <source>Train &amp;longer…</source>
        <translation>延长训练(&amp;L)…</translation>
    </message>
    <message>
        <source>Continues this run for more epochs or steps</source>
        <translation>继续此运行，训练更多轮次或步数</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunNotesEdit</name>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>No note</source>
        <translation>没有备注</translation>
    </message>
    <message>
        <source>Add a note: what was tried, what came of it</source>
        <translation>添加备注：尝试了什么，结果如何</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目以只读方式打开</translation>
    </message>
    <message>
        <source>Kept with the run as you leave it</source>
        <translation>随运行保存，写成什么样就是什么样</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunPartChoice</name>
    <message>
        <source>All parts</source>
        <translation>所有部分</translation>
    </message>
    <message>
        <source>Which part of the run is looked at</source>
        <translation>查看运行的哪一部分</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunQueue</name>
    <message>
        <source>Train “%1” before the run ahead of it</source>
        <translation>让“%1”排到前一个运行之前训练</translation>
    </message>
    <message>
        <source>Take “%1” out of the queue</source>
        <translation>将“%1”移出队列</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>place in the queue, name of the run</comment>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>%1 – %2 %</source>
        <comment>name of the run, how much of it is done</comment>
        <translation>%1 – %2 %</translation>
    </message>
    <message>
        <source>Shows “%1”</source>
        <translation>显示“%1”</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunRecipe</name>
    <message>
        <source>Recipe of the run</source>
        <translation>此运行的训练方案</translation>
    </message>
    <message>
        <source>The settings that the run was started with</source>
        <translation>启动此运行时使用的设置</translation>
    </message>
    <message>
        <source>Cop&amp;y recipe</source>
        <translation>复制训练方案(&amp;Y)</translation>
    </message>
    <message>
        <source>Copies the recipe as YAML</source>
        <translation>以 YAML 格式复制训练方案</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsModel</name>
    <message>
        <source>has a result</source>
        <translation>有结果</translation>
    </message>
    <message>
        <source>has no result</source>
        <translation>无结果</translation>
    </message>
    <message>
        <source>compared</source>
        <translation>已对比</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>未对比</translation>
    </message>
    <message>
        <source>Not everything of this run can be read: %1</source>
        <translation>无法读取此运行的全部内容：%1</translation>
    </message>
    <message>
        <source>An adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>A whole model</source>
        <translation>完整模型</translation>
    </message>
    <message>
        <source>No result yet</source>
        <translation>尚无结果</translation>
    </message>
    <message>
        <source>Compared before and after</source>
        <translation>已对比微调前后</translation>
    </message>
    <message>
        <source>Not compared yet</source>
        <translation>尚未对比</translation>
    </message>
    <message>
        <source>The run&apos;s name, which is its folder&apos;s</source>
        <translation>运行的名称，即其文件夹名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Whether it runs, is complete or was stopped</source>
        <translation>正在运行、已完成或已停止</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Steps done, of those planned</source>
        <translation>已完成的步数/计划的步数</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>The last training loss: lower is better</source>
        <translation>最后的训练损失：越低越好</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>The last loss on validation samples: lower is better</source>
        <translation>最后的验证损失：越低越好</translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>From its start to its end, pauses included</source>
        <translation>从开始到结束的时间，含暂停</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>When it began</source>
        <translation>开始的时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Whether it has an adapter or a model</source>
        <translation>是否有适配器或模型</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Whether it was compared before and after</source>
        <translation>是否已对比微调前后</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>已对比</translation>
    </message>
    <message>
        <source>The setting %1</source>
        <translation>设置 %1</translation>
    </message>
    <message>
        <source>%1, as it was last logged</source>
        <translation>%1，最后一次记录的值</translation>
    </message>
    <message>
        <source>%1 where it was best</source>
        <translation>%1，最佳时的值</translation>
    </message>
    <message>
        <source>Best %1</source>
        <comment>a figure</comment>
        <translation>最佳%1</translation>
    </message>
    <message>
        <source>Words that people have put on the run</source>
        <translation>给运行加上的词语</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Filter the runs</source>
        <translation>筛选运行</translation>
    </message>
    <message>
        <source>Delete the chosen run</source>
        <translation>删除所选运行</translation>
    </message>
    <message>
        <source>Asks first, then moves the run to the trash</source>
        <translation>确认后将运行移到回收站</translation>
    </message>
    <message>
        <source>Look for runs again</source>
        <translation>重新查找运行</translation>
    </message>
    <message>
        <source>Lists the project&apos;s runs again</source>
        <translation>重新列出项目的运行</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>暂无运行</translation>
    </message>
    <message>
        <source>Every training becomes a run: its recipe, its curves, its checkpoints and its result stay here.</source>
        <translation>每次训练都会成为一个运行：其训练方案、曲线、检查点和结果都保留在这里。</translation>
    </message>
    <message>
        <source>Go to &amp;training</source>
        <translation>前往训练(&amp;T)</translation>
    </message>
    <message>
        <source>Opens the page Train</source>
        <translation>打开“训练”页面</translation>
    </message>
    <message>
        <source>Looking for runs</source>
        <translation>正在查找运行</translation>
    </message>
    <message>
        <source>The runs cannot be shown</source>
        <translation>无法显示运行</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Runs: %1</source>
        <translation>运行：%1</translation>
    </message>
    <message>
        <source>Runs: %1 of %2</source>
        <translation>运行：%1/%2</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目以只读方式打开</translation>
    </message>
    <message>
        <source>A run is being moved to the trash</source>
        <translation>正在将运行移到回收站</translation>
    </message>
    <message>
        <source>Wait until the comparison has ended</source>
        <translation>请等待对比结束</translation>
    </message>
    <message>
        <source>Move “%1” to the trash</source>
        <translation>将“%1”移到回收站</translation>
    </message>
    <message>
        <source>“%1” is in the trash</source>
        <translation>“%1”已移到回收站</translation>
    </message>
    <message>
        <source>No program opens %1</source>
        <translation>没有可打开 %1 的程序</translation>
    </message>
    <message>
        <source>Shows only runs whose name, tags, note or settings hold some words</source>
        <translation>只显示名称、标签、备注或设置中含有某些词语的运行</translation>
    </message>
    <message>
        <source>No run has these words in its name, tags, note or settings.</source>
        <translation>没有运行的名称、标签、备注或设置含有这些词语。</translation>
    </message>
    <message>
        <source>The run “%1” is gone</source>
        <translation>运行“%1”已不存在</translation>
    </message>
    <message>
        <source>Every training of this project. Choose several to compare them.</source>
        <translation>此项目的每一次训练。选择多个即可比较。</translation>
    </message>
    <message>
        <source>Filter by name, state, tag, note or setting</source>
        <translation>按名称、状态、标签、备注或设置筛选</translation>
    </message>
    <message>
        <source>Shows only runs in which these words stand: in name, state, tags, note or values of settings; lora_rank=8 looks for one setting</source>
        <translation>只显示名称、状态、标签、备注或设置取值中含有这些词语的运行；lora_rank=8 查找一项设置</translation>
    </message>
    <message>
        <source>The recipe has the settings of “%1” now</source>
        <translation>配方现在使用“%1”的设置</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsTable</name>
    <message>
        <source>Runs of the project</source>
        <translation>项目的运行</translation>
    </message>
</context>
<context>
    <name>atelier::ui::RunsWatcher</name>
    <message>
        <source>the runs cannot be listed: %1</source>
        <translation>无法列出运行：%1</translation>
    </message>
    <message>
        <source>check whether you may read this folder</source>
        <translation>请检查是否有权读取此文件夹</translation>
    </message>
    <message>
        <source>the project&apos;s folder is gone</source>
        <translation>项目文件夹已不存在</translation>
    </message>
    <message>
        <source>bring it back, or open another project</source>
        <translation>请恢复该文件夹，或打开其他项目</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleEditing</name>
    <message>
        <source>There is nothing to take back.</source>
        <translation>没有可撤销的修改。</translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>没有可重做的修改。</translation>
    </message>
    <message>
        <source>Taken back: %1</source>
        <translation>已撤销：%1</translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation>已重做：%1</translation>
    </message>
    <message>
        <source>Every sample has an answer or a region.</source>
        <translation>每个样本都有回答或区域。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, %1 of them pictures</source>
        <translation>
            <numerusform>%Ln 个词元，其中图片 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>What the chosen model sees of this sample, its chat template included</source>
        <translation>所选模型看到的此样本的词元数，含对话模板</translation>
    </message>
    <message>
        <source>tokens not counted</source>
        <translation>未统计词元</translation>
    </message>
    <message>
        <source>The frames are in the dataset %1.</source>
        <translation>帧已存入数据集 %1。</translation>
    </message>
    <message>
        <source>Stopped: no sample was changed.</source>
        <translation>已停止：未更改任何样本。</translation>
    </message>
    <message>
        <source>Not checked: the key fields do not follow their schema yet.</source>
        <translation>未标记为已检查：关键字段尚不符合其 Schema。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleFacts</name>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>复制 ID</translation>
    </message>
    <message>
        <source>Copy the picture&apos;s path</source>
        <translation>复制图片路径</translation>
    </message>
    <message>
        <source>The split it belongs to; what is not assigned is drawn when a training starts</source>
        <translation>所属的数据划分；未分配的样本在训练开始时随机划分</translation>
    </message>
    <message>
        <source>part of a picture</source>
        <translation>图片的一部分</translation>
    </message>
    <message>
        <source>A part of the file is shown and trained on</source>
        <translation>仅显示并训练文件的一部分</translation>
    </message>
    <message>
        <source>Chec&amp;ked</source>
        <translation>已检查(&amp;K)</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Somebody has looked at this sample; %1 checks it and goes on to the next</source>
        <translation>已有人查看过此样本；按 %1 标记为已检查并转到下一个</translation>
    </message>
    <message>
        <source>part of a video</source>
        <translation>视频片段</translation>
    </message>
    <message>
        <source>Unpin: trainings answer other samples as they go</source>
        <translation>取消固定：训练过程中改为回答其他样本</translation>
    </message>
    <message>
        <source>Pin: trainings answer this sample as they go, to be read meanwhile</source>
        <translation>固定：训练过程中会回答这个样本，可随时查看</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what a button does, then its keys</comment>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleModel</name>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>not assigned</source>
        <translation>未分配</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>id of a sample and its text</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures</source>
        <translation>
            <numerusform>%Ln 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>checked</source>
        <translation>已检查</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SamplePanel</name>
    <message>
        <source>%1 %2</source>
        <comment>metric and score</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between scores</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>No sample</source>
        <translation>无样本</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <source>(no prompt)</source>
        <translation>（无提示词）</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考答案</translation>
    </message>
    <message>
        <source>Copy the reference</source>
        <translation>复制参考答案</translation>
    </message>
    <message>
        <source>(no reference)</source>
        <translation>（无参考答案）</translation>
    </message>
    <message>
        <source>Copy the answer “%1”</source>
        <translation>复制“%1”的回答</translation>
    </message>
    <message>
        <source>(no answer)</source>
        <translation>（无回答）</translation>
    </message>
    <message>
        <source>Previous sample (K)</source>
        <translation>上一个样本（K）</translation>
    </message>
    <message>
        <source>Next sample (J)</source>
        <translation>下一个样本（J）</translation>
    </message>
    <message>
        <source>Answer A</source>
        <translation>回答 A</translation>
    </message>
    <message>
        <source>Answer B</source>
        <translation>回答 B</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SamplePicture</name>
    <message>
        <source>No picture</source>
        <translation>无图片</translation>
    </message>
    <message>
        <source>This sample is text only.</source>
        <translation>此样本仅含文本。</translation>
    </message>
    <message>
        <source>Opening the picture</source>
        <translation>正在打开图片</translation>
    </message>
    <message>
        <source>The picture is not there any more</source>
        <translation>图片已不存在</translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation>无法显示图片</translation>
    </message>
    <message>
        <source>Picture %1 of %2</source>
        <translation>图片 %1/%2</translation>
    </message>
    <message>
        <source>Previous picture of this sample</source>
        <translation>此样本的上一张图片</translation>
    </message>
    <message>
        <source>Next picture of this sample</source>
        <translation>此样本的下一张图片</translation>
    </message>
    <message>
        <source>Picture of the sample</source>
        <translation>样本图片</translation>
    </message>
    <message>
        <source>Video of %1</source>
        <translation>视频，时长 %1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SampleView</name>
    <message>
        <source>No picture</source>
        <translation>无图片</translation>
    </message>
    <message>
        <source>This sample has texts only.</source>
        <translation>此样本仅含文本。</translation>
    </message>
    <message>
        <source>Opening the picture</source>
        <translation>正在打开图片</translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation>无法显示图片</translation>
    </message>
    <message>
        <source>The sample cannot be read</source>
        <translation>无法读取样本</translation>
    </message>
    <message>
        <source>Try a&amp;gain</source>
        <translation>重试(&amp;G)</translation>
    </message>
    <message>
        <source>Reads the sample once more</source>
        <translation>重新读取样本</translation>
    </message>
    <message>
        <source>No sample chosen</source>
        <translation>未选择样本</translation>
    </message>
    <message>
        <source>Choose one in the gallery to see it here.</source>
        <translation>在图库中选择一个样本，即可在此查看。</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Opens the picture once more</source>
        <translation>重新打开图片</translation>
    </message>
    <message>
        <source>Picture of the sample</source>
        <translation>样本图片</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Turn added</source>
        <translation>添加对话轮次</translation>
    </message>
    <message>
        <source>Turn removed</source>
        <translation>删除对话轮次</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Text of a region</source>
        <translation>区域的文字</translation>
    </message>
    <message>
        <source>Unlinked</source>
        <translation>取消关联</translation>
    </message>
    <message>
        <source>Regions removed</source>
        <translation>删除区域</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Region moved</source>
        <translation>移动区域</translation>
    </message>
    <message>
        <source>Region drawn</source>
        <translation>绘制区域</translation>
    </message>
    <message>
        <source>Regions pasted</source>
        <translation>粘贴区域</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>标记为已检查</translation>
    </message>
    <message>
        <source>Unchecked</source>
        <translation>取消已检查</translation>
    </message>
    <message>
        <source>Part of the video</source>
        <translation>视频片段</translation>
    </message>
    <message>
        <source>Key field</source>
        <translation>关键字段</translation>
    </message>
    <message>
        <source>Details of a turn</source>
        <translation>一轮的详情</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>反馈</translation>
    </message>
    <message>
        <source>Kept as the rejected answer</source>
        <translation>保留为被拒绝的回答</translation>
    </message>
    <message>
        <source>Preferred and rejected answer exchanged</source>
        <translation>优选与被拒绝的回答已互换</translation>
    </message>
    <message>
        <source>Rejected answer removed</source>
        <translation>被拒绝的回答已移除</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SchemaDialog</name>
    <message>
        <source>Key fields of %1</source>
        <translation>%1 的关键字段</translation>
    </message>
    <message>
        <source>A JSON Schema of the answers: texts, dates, choices (enum), numbers, yes or no, objects, and lists of these. Each field becomes a line of a form beside the picture.</source>
        <translation>回答的 JSON Schema：文本、日期、选项（enum）、数字、是或否、对象，以及它们的列表。每个字段在图片旁的表单中占一行。</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>&amp;Derive from answers</source>
        <translation>从回答推导(&amp;D)</translation>
    </message>
    <message>
        <source>Makes a schema of what the dataset&apos;s answers have in common</source>
        <translation>根据数据集各回答的共同之处生成 Schema</translation>
    </message>
    <message>
        <source>No &amp;form</source>
        <translation>不用表单(&amp;F)</translation>
    </message>
    <message>
        <source>Takes the schema away; the answers stay as they are</source>
        <translation>移除 Schema；回答保持不变</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Use this schema</source>
        <translation>使用此 Schema(&amp;U)</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>第 %1 行第 %2 列：%3</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SelectionBar</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Check</source>
        <translation>标记已检查</translation>
    </message>
    <message>
        <source>Marks the selected samples as looked at</source>
        <translation>将所选样本标记为已检查</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Puts the selected samples into a split</source>
        <translation>将所选样本归入某个划分</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>A tag to give to the selected samples, or to take from them</source>
        <translation>要加到所选样本或从中去除的标签</translation>
    </message>
    <message>
        <source>Give the tag to the selected samples</source>
        <translation>给所选样本加上此标签</translation>
    </message>
    <message>
        <source>Take the tag from the selected samples</source>
        <translation>从所选样本去除此标签</translation>
    </message>
    <message>
        <source>Remove the selected samples from the dataset; undo brings them back</source>
        <translation>从数据集中删除所选样本；可撤销</translation>
    </message>
    <message>
        <source>Good answers</source>
        <translation>好的回答</translation>
    </message>
    <message>
        <source>Bad answers</source>
        <translation>不好的回答</translation>
    </message>
    <message>
        <source>No feedback</source>
        <translation>无反馈</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>反馈</translation>
    </message>
    <message>
        <source>Says whether the last answers of the selected samples are good, for preference tuning</source>
        <translation>说明选中样本的最后回答是否好，用于偏好微调</translation>
    </message>
</context>
<context>
    <name>atelier::ui::ShortcutsSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search by name or by keys</source>
        <translation>按名称或按键搜索</translation>
    </message>
    <message>
        <source>Press the new keys here</source>
        <translation>在此按下新的快捷键</translation>
    </message>
    <message>
        <source>&amp;No keys</source>
        <translation>无快捷键(&amp;N)</translation>
    </message>
    <message>
        <source>Takes the keys away from this command</source>
        <translation>清除此命令的快捷键</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Gives this command the keys it had at first</source>
        <translation>恢复此命令最初的快捷键</translation>
    </message>
    <message>
        <source>&amp;Take them over</source>
        <translation>改用于此命令(&amp;T)</translation>
    </message>
    <message>
        <source>Gives the keys to this command; the other has none then</source>
        <translation>将快捷键分配给此命令；另一命令将不再有快捷键</translation>
    </message>
    <message>
        <source>Reset &amp;all</source>
        <translation>全部重置(&amp;A)</translation>
    </message>
    <message>
        <source>Gives every command the keys it had at first</source>
        <translation>恢复所有命令最初的快捷键</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>At first: %1</source>
        <translation>最初：%1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 belongs to &quot;%2: %3&quot; already.</source>
        <translation>%1 已用于“%2：%3”。</translation>
    </message>
    <message>
        <source>Kept.</source>
        <translation>已保存。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SplitPanel</name>
    <message>
        <source>%1 (%2 %)</source>
        <comment>samples and their share</comment>
        <translation>%1（%2%）</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <comment>what is wrong; what to do</comment>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples change</source>
        <translation>
            <numerusform>%Ln 个样本有变动</numerusform>
        </translation>
    </message>
    <message>
        <source>Samples of one group, such as all that show one picture, are never divided.</source>
        <translation>同一分组的样本（例如使用同一张图片的所有样本）不会被拆开。</translation>
    </message>
    <message>
        <source>There are %1 in %2.</source>
        <comment>samples, groups</comment>
        <translation>共 %1，分属 %2。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples</source>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln groups</source>
        <translation>
            <numerusform>%Ln 个分组</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them were not asked for, but belong to a group with one that was.</source>
        <translation>
            <numerusform>其中 %Ln 个不在指定范围内，但与指定的样本同属一个分组。</numerusform>
        </translation>
    </message>
    <message>
        <source>The folds have %1 samples; each sample gets its fold as a tag, fold-1 to fold-%2.</source>
        <translation>各折的样本数为 %1；每个样本以标签记录所属的折，即 fold-1 到 fold-%2。</translation>
    </message>
    <message>
        <source>Draw splits</source>
        <translation>抽取划分</translation>
    </message>
    <message>
        <source>Of all samples</source>
        <translation>所有样本</translation>
    </message>
    <message>
        <source>Of the samples shown</source>
        <translation>显示的样本</translation>
    </message>
    <message>
        <source>Of the selected samples</source>
        <translation>所选样本</translation>
    </message>
    <message>
        <source>Which samples are shared out: all, those that the gallery&apos;s filter leaves, or those selected</source>
        <translation>划分哪些样本：全部、图库筛选后显示的，或选中的</translation>
    </message>
    <message>
        <source>by shares</source>
        <translation>按比例</translation>
    </message>
    <message>
        <source>into folds</source>
        <translation>分为多折</translation>
    </message>
    <message>
        <source>Shares for validation and test, or folds of equal size for cross-validation</source>
        <translation>设定验证集和测试集的比例，或分为大小相等的多折用于交叉验证</translation>
    </message>
    <message>
        <source>Validation </source>
        <translation>验证 </translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How much is held out to watch the training by</source>
        <translation>留出多少样本用于观察训练</translation>
    </message>
    <message>
        <source>Test </source>
        <translation>测试 </translation>
    </message>
    <message>
        <source>How much is held out to compare models by</source>
        <translation>留出多少样本用于比较模型</translation>
    </message>
    <message>
        <source> folds</source>
        <translation> 折</translation>
    </message>
    <message>
        <source>How many folds of equal size</source>
        <translation>分为多少个大小相等的折</translation>
    </message>
    <message>
        <source>validate on fold </source>
        <translation>验证用折 </translation>
    </message>
    <message>
        <source>Whose samples are for validation; all others are for training</source>
        <translation>此折的样本用于验证，其余全部用于训练</translation>
    </message>
    <message>
        <source>at random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>balanced by tag</source>
        <translation>按标签均衡</translation>
    </message>
    <message>
        <source>balanced by label</source>
        <translation>按标注均衡</translation>
    </message>
    <message>
        <source>balanced by answer</source>
        <translation>按回答均衡</translation>
    </message>
    <message>
        <source>Whether every split gets its share of each first tag, first label or answer</source>
        <translation>是否让每个划分按比例包含各种首个标签、首个标注或回答</translation>
    </message>
    <message>
        <source>Seed </source>
        <translation>随机种子 </translation>
    </message>
    <message>
        <source>The same seed draws the same splits</source>
        <translation>随机种子相同，划分结果相同</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>抽取</translation>
    </message>
    <message>
        <source>Puts each sample into its split; undo takes it back</source>
        <translation>将每个样本归入其划分；可撤销</translation>
    </message>
    <message>
        <source>Put the splits away</source>
        <translation>收起划分面板</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Samples now</source>
        <translation>当前样本数</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Groups then</source>
        <translation>之后分组数</translation>
    </message>
    <message>
        <source>Samples of each split before and after</source>
        <translation>各划分前后的样本数</translation>
    </message>
</context>
<context>
    <name>atelier::ui::StartPage</name>
    <message>
        <source>Atelier</source>
        <translation>Atelier</translation>
    </message>
    <message>
        <source>A studio to fine-tune vision-language models: bring pictures and texts, train under live charts, see before and after.</source>
        <translation>视觉语言模型微调工作室：导入图片和文本，在实时图表下训练，查看微调前后的效果。</translation>
    </message>
    <message>
        <source>Try the &amp;starter</source>
        <translation>试用入门示例(&amp;S)</translation>
    </message>
    <message>
        <source>Opens a small model with data and recipes, ready to train on this computer</source>
        <translation>打开一个小模型及其数据和训练方案，可直接在本机训练</translation>
    </message>
    <message>
        <source>A small model, data and two recipes: trained in minutes, without a graphics card.</source>
        <translation>一个小模型、数据和两个训练方案：无需显卡，几分钟即可完成训练。</translation>
    </message>
    <message>
        <source>&amp;Open a project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>Opens a project&apos;s folder</source>
        <translation>打开项目文件夹</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>Makes a project in a folder of its own</source>
        <translation>在独立的文件夹中创建项目</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation>%1 已不存在</translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation>还没有项目</translation>
    </message>
    <message>
        <source>Those that you open appear here.</source>
        <translation>打开过的项目会显示在这里。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::StartPanel</name>
    <message>
        <source>%1: %2</source>
        <comment>what, then what the button does</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>Something is still missing.</source>
        <translation>还缺少必要的内容。</translation>
    </message>
    <message>
        <source>%1 – step %2 of %3</source>
        <translation>%1 – 第 %2/%3 步</translation>
    </message>
    <message>
        <source>%1 – step %2</source>
        <translation>%1 – 第 %2 步</translation>
    </message>
    <message>
        <source>Ready to train</source>
        <translation>可以开始训练</translation>
    </message>
    <message>
        <source>What is needed</source>
        <translation>所需内容</translation>
    </message>
    <message>
        <source>Three things make a training: a model that is to learn, data to learn from, and a recipe that says how. What is missing has a button beside it.</source>
        <translation>训练需要三样东西：要学习的模型、用于学习的数据，以及规定训练方式的训练方案。缺少的内容旁边会有按钮。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation>%1 已不存在</translation>
    </message>
    <message>
        <source>none is open</source>
        <translation>未打开</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Open a &amp;model</source>
        <translation>打开模型(&amp;M)</translation>
    </message>
    <message>
        <source>Goes to the page Model</source>
        <translation>转到“模型”页面</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>no dataset is chosen</source>
        <translation>未选择数据集</translation>
    </message>
    <message>
        <source>Add &amp;data</source>
        <translation>添加数据(&amp;D)</translation>
    </message>
    <message>
        <source>Goes to the page Data</source>
        <translation>转到“数据”页面</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>none is chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>Choose a &amp;recipe</source>
        <translation>选择训练方案(&amp;R)</translation>
    </message>
    <message>
        <source>Goes to the page Recipe</source>
        <translation>转到“方案”页面</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Start a &amp;new run</source>
        <translation>开始新的运行(&amp;N)</translation>
    </message>
    <message>
        <source>Begins from the model as it is</source>
        <translation>从原始模型开始</translation>
    </message>
    <message>
        <source>&amp;Go on with a stopped run, by its own recipe</source>
        <translation>继续已停止的运行，沿用其训练方案(&amp;G)</translation>
    </message>
    <message>
        <source>Goes on from the run&apos;s last checkpoint</source>
        <translation>从此运行的最后一个检查点继续</translation>
    </message>
    <message>
        <source>Na&amp;me</source>
        <translation>名称(&amp;M)</translation>
    </message>
    <message>
        <source>The run&apos;s name: its folder in the project</source>
        <translation>运行的名称：即其在项目中的文件夹名</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>运行名称</translation>
    </message>
    <message>
        <source>Runs that have a checkpoint and have not come to their end</source>
        <translation>有检查点且尚未完成的运行</translation>
    </message>
    <message>
        <source>Run to go on with</source>
        <translation>要继续的运行</translation>
    </message>
    <message>
        <source>The project&apos;s folder is not there any more.</source>
        <translation>项目文件夹已不存在。</translation>
    </message>
    <message>
        <source>the processor, as the recipe says; the graphics card is not used</source>
        <translation>处理器（按训练方案）；不使用显卡</translation>
    </message>
    <message>
        <source>the graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>the recipe asks for a graphics card, but none can be used here</source>
        <translation>训练方案要求使用显卡，但此处没有可用的显卡</translation>
    </message>
    <message>
        <source>the processor: there is no graphics card that can be used</source>
        <translation>处理器：没有可用的显卡</translation>
    </message>
    <message>
        <source>Computed by</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>Wrong in the recipe&apos;s file and therefore not used: %1</source>
        <comment>names of keys</comment>
        <translation>配方文件中有误，因此未采用：%1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::StartQuestion</name>
    <message>
        <source>This training needs about %1, but only %2 are free. It is likely to end for want of memory. What would help is listed below.</source>
        <translation>这次训练大约需要 %1，但只有 %2 可用，很可能因内存不足而中断。下面列出了可以缓解的设置。</translation>
    </message>
    <message>
        <source>Start all the same</source>
        <translation>仍然开始</translation>
    </message>
    <message>
        <source>Starts the training as the recipe says</source>
        <translation>按照方案开始训练</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>暂不开始</translation>
    </message>
    <message>
        <source>Nothing is started</source>
        <translation>不会开始任何训练</translation>
    </message>
</context>
<context>
    <name>atelier::ui::StatisticsPanel</name>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln samples; a bar shows its samples</source>
        <translation>
            <numerusform>%Ln 个样本；点击条形可显示其中的样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Counting tokens…</source>
        <translation>正在统计词元…</translation>
    </message>
    <message numerus="yes">
        <source>Count the tokens of %Ln samples</source>
        <translation>
            <numerusform>统计 %Ln 个样本的词元</numerusform>
        </translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Counts what the chosen model sees of each sample, its pictures included</source>
        <translation>统计所选模型从每个样本看到的词元，包括图片</translation>
    </message>
    <message>
        <source>Put the statistics away</source>
        <translation>收起统计</translation>
    </message>
</context>
<context>
    <name>atelier::ui::Studio</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SweepMaker</name>
    <message>
        <source>%1 – %2</source>
        <comment>a setting&apos;s name and key</comment>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开一个项目。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>A model is missing: open one on the page Model.</source>
        <translation>缺少模型：请在“模型”页打开一个。</translation>
    </message>
    <message>
        <source>Data is missing: choose a dataset on the page Data.</source>
        <translation>缺少数据：请在“数据”页选择数据集。</translation>
    </message>
    <message>
        <source>A recipe is missing: choose one on the page Recipe.</source>
        <translation>缺少配方：请在“配方”页选择一个。</translation>
    </message>
    <message>
        <source>Add a setting to try.</source>
        <translation>请添加要尝试的设置。</translation>
    </message>
    <message>
        <source>Letters, digits, - and _ are fine as a name.</source>
        <translation>名称可用字母、数字、- 和 _。</translation>
    </message>
    <message>
        <source>A sweep of this name is there already.</source>
        <translation>已有同名的扫描。</translation>
    </message>
    <message>
        <source>Runs of this name are there already.</source>
        <translation>已有同名的运行。</translation>
    </message>
    <message>
        <source>Something above is not right yet.</source>
        <translation>上面还有不对的地方。</translation>
    </message>
    <message>
        <source>A sweep trains the same recipe many times with different settings and finds the best. Each trial is a run of its own.</source>
        <translation>扫描用不同的设置多次训练同一配方，并找出最好的。每次试验都是一个独立的运行。</translation>
    </message>
    <message>
        <source>All else is as the recipe says: %1.</source>
        <translation>其余都按配方：%1。</translation>
    </message>
    <message>
        <source>What is tried</source>
        <translation>尝试什么</translation>
    </message>
    <message>
        <source>Choose one setting or more, e.g. the learning rate, and the values to try.</source>
        <translation>选择一项或多项设置（例如学习率）以及要尝试的取值。</translation>
    </message>
    <message>
        <source>Add a setting: type a part of its name</source>
        <translation>添加设置：输入名称的一部分</translation>
    </message>
    <message>
        <source>Looks for a setting by its name or key; Return adds the first</source>
        <translation>按名称或键查找设置；回车添加第一个</translation>
    </message>
    <message>
        <source>Try several values of this setting: %1</source>
        <translation>尝试此设置的多个取值：%1</translation>
    </message>
    <message>
        <source>How</source>
        <translation>如何尝试</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>The trials are runs of this name with a number</source>
        <translation>试验就是以此名称加编号的运行</translation>
    </message>
    <message>
        <source>M&amp;ethod</source>
        <translation>方法(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Judged by</source>
        <translation>评判依据(&amp;J)</translation>
    </message>
    <message>
        <source>T&amp;rials</source>
        <translation>试验次数(&amp;R)</translation>
    </message>
    <message>
        <source>Steps of the &amp;first round</source>
        <translation>第一轮的步数(&amp;F)</translation>
    </message>
    <message>
        <source>R&amp;ounds</source>
        <translation>轮数(&amp;O)</translation>
    </message>
    <message>
        <source>One in … goes &amp;on</source>
        <translation>每几个继续一个(&amp;O)</translation>
    </message>
    <message>
        <source>How many trials are drawn</source>
        <translation>抽取多少次试验</translation>
    </message>
    <message>
        <source>After so many steps the trials are compared for the first time</source>
        <translation>经过这么多步后第一次比较各试验</translation>
    </message>
    <message>
        <source>How often they are compared, the end included</source>
        <translation>比较多少次，包括最后一次</translation>
    </message>
    <message>
        <source>Of so many trials one goes on, for so many times the steps</source>
        <translation>每这么多次试验中有一次继续，步数也增加这么多倍</translation>
    </message>
    <message>
        <source>How the values of the trials are chosen</source>
        <translation>如何选择各试验的取值</translation>
    </message>
    <message>
        <source>The figure by which the best trial is found, on the validation samples</source>
        <translation>在验证样本上用来找出最佳试验的指标</translation>
    </message>
    <message>
        <source>&amp;Start the sweep</source>
        <translation>开始扫描(&amp;S)</translation>
    </message>
    <message>
        <source>Trains the trials one after another</source>
        <translation>逐个训练各试验</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>返回(&amp;B)</translation>
    </message>
    <message>
        <source>To the list of sweeps; what is filled in stays</source>
        <translation>回到扫描列表；已填写的内容会保留</translation>
    </message>
    <message>
        <source>S&amp;eed of the draws</source>
        <translation>抽取的随机种子(&amp;E)</translation>
    </message>
    <message>
        <source>With the same number the same values are drawn again</source>
        <translation>相同的数字会再次抽到相同的取值</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SweepView</name>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>The files that it was started with are not beside it</source>
        <translation>启动时所用的文件不在旁边</translation>
    </message>
    <message>
        <source>Trains the trials that are left</source>
        <translation>训练剩下的试验</translation>
    </message>
    <message>
        <source>Puts the values of the best trial into the recipe</source>
        <translation>把最佳试验的取值放进配方</translation>
    </message>
    <message>
        <source>No trial has a figure yet</source>
        <translation>还没有试验有指标</translation>
    </message>
    <message>
        <source>Trials: %1 of %2</source>
        <translation>试验：%1/%2</translation>
    </message>
    <message>
        <source>Trials: %1</source>
        <translation>试验：%1</translation>
    </message>
    <message>
        <source>Chosen sweep</source>
        <translation>所选扫描</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Saves a checkpoint of the trial that is trained, and ends; it can be gone on with</source>
        <translation>保存正在训练的试验的检查点并结束；之后可以继续</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Use the &amp;best</source>
        <translation>采用最佳(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Show the run</source>
        <translation>显示运行(&amp;S)</translation>
    </message>
    <message>
        <source>Shows the chosen trial on the page Runs</source>
        <translation>在“运行”页显示所选试验</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Takes the ranges on the axes back</source>
        <translation>取消各轴上的范围</translation>
    </message>
    <message>
        <source>Trials as lines over their settings</source>
        <translation>试验画成跨越各设置的线</translation>
    </message>
    <message>
        <source>The trials are drawn here: an axis a setting, a line a trial.</source>
        <translation>试验画在这里：一轴一项设置，一线一次试验。</translation>
    </message>
    <message>
        <source>Chart and table</source>
        <translation>图与表</translation>
    </message>
    <message>
        <source>Moves the sweep to the trash, with the runs of its trials or without</source>
        <translation>将扫描移到回收站，可连同各次试验的运行，也可不带</translation>
    </message>
    <message>
        <source>A sweep that runs or waits cannot be deleted: stop it first</source>
        <translation>正在运行或等待的扫描无法删除：请先停止</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source>Sweep &amp;and runs</source>
        <translation>扫描和运行(&amp;A)</translation>
    </message>
    <message>
        <source>Both can be taken back from the trash</source>
        <translation>两者都可以从回收站恢复</translation>
    </message>
    <message>
        <source>Sweep &amp;only</source>
        <translation>仅扫描(&amp;O)</translation>
    </message>
    <message>
        <source>The runs of its trials stay</source>
        <translation>各次试验的运行会保留</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>Nothing is deleted</source>
        <translation>不会删除任何内容</translation>
    </message>
    <message>
        <source>Move the sweep “%1” to the trash? The runs of its trials can go with it, or stay on the page Runs.</source>
        <translation>将扫描“%1”移到回收站？各次试验的运行可以一并移走，也可以留在“运行”页。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SweepsPage</name>
    <message>
        <source>Sweeps</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Make a sweep</source>
        <translation>新建扫描</translation>
    </message>
    <message>
        <source>Trains one recipe many times with different settings</source>
        <translation>用不同的设置多次训练一个配方</translation>
    </message>
    <message>
        <source>No sweeps yet</source>
        <translation>还没有扫描</translation>
    </message>
    <message>
        <source>Which learning rate is best, which rank? A sweep trains your recipe with many values, compares the results and shows what matters.</source>
        <translation>哪个学习率、哪个秩最好？扫描用多种取值训练你的配方，比较结果，并显示什么最重要。</translation>
    </message>
    <message>
        <source>&amp;Make a sweep</source>
        <translation>新建扫描(&amp;M)</translation>
    </message>
    <message>
        <source>Chooses the settings and the values to try</source>
        <translation>选择要尝试的设置和取值</translation>
    </message>
    <message>
        <source>Looking for sweeps</source>
        <translation>正在查找扫描</translation>
    </message>
    <message>
        <source>The sweep is being checked</source>
        <translation>正在检查扫描</translation>
    </message>
    <message>
        <source>The sweeps cannot be shown</source>
        <translation>无法显示扫描</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Lists the project&apos;s sweeps again</source>
        <translation>重新列出项目的扫描</translation>
    </message>
    <message>
        <source>running · %1</source>
        <translation>运行中 · %1</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目以只读方式打开</translation>
    </message>
    <message>
        <source>Sweep “%1”</source>
        <translation>扫描“%1”</translation>
    </message>
    <message>
        <source>The sweep “%1” is complete</source>
        <translation>扫描“%1”已完成</translation>
    </message>
    <message>
        <source>The recipe has the values of “%1” now</source>
        <translation>配方现在使用“%1”的取值</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The same recipe with many settings: which of them is best, and what matters.</source>
        <translation>同一配方配上多种设置：哪种最好，什么最重要。</translation>
    </message>
    <message>
        <source>&amp;New sweep</source>
        <translation>新建扫描(&amp;N)</translation>
    </message>
    <message>
        <source>Sweeps of the project</source>
        <translation>项目的扫描</translation>
    </message>
    <message>
        <source>List and sweep</source>
        <translation>列表与扫描</translation>
    </message>
    <message>
        <source>A sweep is being moved to the trash</source>
        <translation>正在将一个扫描移到回收站</translation>
    </message>
    <message>
        <source>Move the sweep “%1” to the trash</source>
        <translation>将扫描“%1”移到回收站</translation>
    </message>
    <message>
        <source>The sweep “%1” is in the trash</source>
        <translation>扫描“%1”已移到回收站</translation>
    </message>
</context>
<context>
    <name>atelier::ui::SweepsWatcher</name>
    <message>
        <source>the sweeps cannot be listed: %1</source>
        <translation>无法列出扫描：%1</translation>
    </message>
    <message>
        <source>check whether you may read this folder</source>
        <translation>请检查是否有权读取此文件夹</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TakeRow</name>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Take this part as the first person has it</source>
        <translation>此部分采用第一人的版本</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Take this part as the second person has it</source>
        <translation>此部分采用第二人的版本</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Take what either of them has; where both have something on one place, as A has it</source>
        <translation>采用任一方已有的内容；同一位置双方都有时，以 A 为准</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TokenIndex</name>
    <message>
        <source>Count the tokens of %1</source>
        <translation>统计 %1 的词元</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainCharts</name>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>How far the answers are from the references: falls as the model learns</source>
        <translation>回答与参考答案的差距：随模型学习而下降</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>The loss appears here after the first steps.</source>
        <translation>完成最初几步后，损失会显示在这里。</translation>
    </message>
    <message>
        <source>Chart of the loss</source>
        <translation>损失图表</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
    <message>
        <source>%1, validation</source>
        <translation>%1，验证</translation>
    </message>
    <message>
        <source>Which charts are shown</source>
        <translation>显示哪些图表</translation>
    </message>
    <message>
        <source>Earlier runs</source>
        <translation>以往的运行</translation>
    </message>
    <message>
        <source>Curves of other runs, behind those of this one</source>
        <translation>其他运行的曲线，显示在此运行的曲线之后</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainLog</name>
    <message numerus="yes">
        <source>… %Ln earlier lines are left out</source>
        <translation>
            <numerusform>… 已省略之前的 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What the training says appears here.</source>
        <translation>训练的输出会显示在这里。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new lines</source>
        <translation>
            <numerusform>%Ln 行新日志</numerusform>
        </translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>跳到末尾</translation>
    </message>
    <message>
        <source>Goes to the newest line and follows it again</source>
        <translation>跳到最新一行并继续跟随</translation>
    </message>
    <message>
        <source>Copy what is selected, or the whole log</source>
        <translation>复制所选内容或全部日志</translation>
    </message>
    <message>
        <source>Empty this view</source>
        <translation>清空此视图</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainPage</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Trains the model on the data as the recipe says</source>
        <translation>按训练方案用数据训练模型</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>Lets the training rest between two steps, and go on again</source>
        <translation>在两步之间暂停训练，之后可继续</translation>
    </message>
    <message>
        <source>Stop training</source>
        <translation>停止训练</translation>
    </message>
    <message>
        <source>Saves a checkpoint and ends; the run can be gone on with later</source>
        <translation>保存检查点并结束；之后可继续此运行</translation>
    </message>
    <message>
        <source>Save a checkpoint now</source>
        <translation>立即保存检查点</translation>
    </message>
    <message>
        <source>Saves what was learned so far, and trains on</source>
        <translation>保存目前的训练成果并继续训练</translation>
    </message>
    <message>
        <source>Checkpoint of step %1 is saved</source>
        <translation>第 %1 步的检查点已保存</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>&amp;New run</source>
        <translation>新的运行(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Going on…</source>
        <translation>正在继续…</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Save no&amp;w</source>
        <translation>立即保存(&amp;W)</translation>
    </message>
    <message>
        <source>The model learns from your data, in the background, under live charts.</source>
        <translation>模型在后台学习你的数据，图表实时更新。</translation>
    </message>
    <message>
        <source>Run “%1”</source>
        <translation>运行“%1”</translation>
    </message>
    <message>
        <source>Reading the run</source>
        <translation>正在读取运行</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What the training says</source>
        <translation>训练的输出</translation>
    </message>
    <message>
        <source>Answers (%1)</source>
        <translation>回答（%1）</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>What the model answers to a few samples as it learns</source>
        <translation>模型在学习过程中对若干样本的回答</translation>
    </message>
    <message>
        <source>Charts and log</source>
        <translation>图表和日志</translation>
    </message>
    <message>
        <source>Add to the &amp;queue</source>
        <translation>加入队列(&amp;Q)</translation>
    </message>
    <message>
        <source>Back to the start, to train again; what trains goes on</source>
        <translation>回到起始页以重新训练；正在训练的会继续</translation>
    </message>
    <message>
        <source>Starts when the runs before it have ended</source>
        <translation>在它之前的运行结束后开始</translation>
    </message>
    <message>
        <source>“%1” is trained</source>
        <translation>“%1”已训练完成</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The training of “%1” failed</source>
        <translation>“%1”的训练失败</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainableModel</name>
    <message>
        <source>%1, in each</source>
        <translation>%1（每层）</translation>
    </message>
    <message>
        <source>Outside of layers</source>
        <translation>各层之外</translation>
    </message>
    <message>
        <source>Layer %1 of %2</source>
        <comment>number, name of the list</comment>
        <translation>%2 的第 %1 层</translation>
    </message>
    <message>
        <source>Layers %1 to %2 of %3</source>
        <comment>numbers, name of the list</comment>
        <translation>%3 的第 %1 至 %2 层</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>trained in part</source>
        <translation>部分训练</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a module and whether it is trained</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>总数</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrainedSection</name>
    <message>
        <source>What is trained</source>
        <translation>训练内容</translation>
    </message>
    <message>
        <source>%1 of %2 parameters, %3</source>
        <comment>numbers, then a share</comment>
        <translation>%2 个参数中的 %1 个，%3</translation>
    </message>
    <message>
        <source>%1, frozen</source>
        <translation>%1，冻结</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 中的 %1</translation>
    </message>
    <message>
        <source>Look at what is trained</source>
        <translation>查看训练内容</translation>
    </message>
    <message>
        <source>Parts, layers and modules, and what of them is trained</source>
        <translation>各部分、层和模块，以及其中训练的内容</translation>
    </message>
    <message>
        <source>Looking at the modules…</source>
        <translation>正在查看模块…</translation>
    </message>
    <message>
        <source>The modules are shown after the next check.</source>
        <translation>下次检查后显示模块。</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TranscriptList</name>
    <message>
        <source>Lines of this video</source>
        <translation>此视频的文字行</translation>
    </message>
    <message>
        <source>A click goes there, Return opens the sample of the line</source>
        <translation>单击跳转到该处，按 Return 打开该行的样本</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrialsModel</name>
    <message>
        <source>%1, the best trial</source>
        <translation>%1，最佳试验</translation>
    </message>
    <message>
        <source>The best trial so far</source>
        <translation>目前最佳的试验</translation>
    </message>
    <message>
        <source>The trial is a run of this name</source>
        <translation>试验就是此名称的运行</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Whether it is done, waits, failed, or was dropped because others were better</source>
        <translation>是否完成、等待、失败，或因其他更好而被淘汰</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What the trials are judged by: higher is better</source>
        <translation>评判试验的依据：越高越好</translation>
    </message>
    <message>
        <source>What the trials are judged by: lower is better</source>
        <translation>评判试验的依据：越低越好</translation>
    </message>
    <message>
        <source>Steps that it was trained</source>
        <translation>已训练的步数</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TrialsTable</name>
    <message>
        <source>Trials of the sweep</source>
        <translation>扫描的试验</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TryPanel</name>
    <message>
        <source>A quick try</source>
        <translation>快速试用</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>将图片拖到此处</translation>
    </message>
    <message>
        <source>%1. Without one, the model is asked in words only.</source>
        <translation>%1。没有图片时，仅用文字向模型提问。</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>选择图片…</translation>
    </message>
    <message>
        <source>Opens a picture from your files</source>
        <translation>从文件中打开图片</translation>
    </message>
    <message>
        <source>The picture that is asked about</source>
        <translation>提问所针对的图片</translation>
    </message>
    <message>
        <source>From the data</source>
        <translation>取自数据</translation>
    </message>
    <message>
        <source>Takes a picture and its question from the chosen dataset, another one each time</source>
        <translation>从所选数据集中取一张图片及其问题，每次不同</translation>
    </message>
    <message>
        <source>Another…</source>
        <translation>换一张…</translation>
    </message>
    <message>
        <source>Opens another picture from your files</source>
        <translation>从文件中打开另一张图片</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>不用图片</translation>
    </message>
    <message>
        <source>Takes the picture away</source>
        <translation>移除图片</translation>
    </message>
    <message>
        <source>&amp;Question</source>
        <translation>问题(&amp;Q)</translation>
    </message>
    <message>
        <source>What do you want to know?</source>
        <translation>你想知道什么？</translation>
    </message>
    <message>
        <source>What the model is asked about the picture</source>
        <translation>就图片向模型提出的问题</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answ&amp;ered by</source>
        <translation>回答模型(&amp;E)</translation>
    </message>
    <message>
        <source>The model as it is, or as one of this project&apos;s runs has tuned it</source>
        <translation>原始模型，或经此项目某个运行微调后的模型</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>回答模型</translation>
    </message>
    <message>
        <source>&amp;Ask</source>
        <translation>提问(&amp;A)</translation>
    </message>
    <message>
        <source>Lets the model answer (%1)</source>
        <translation>让模型回答（%1）</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Ends the answer here; what there is stays</source>
        <translation>就此结束回答；保留已有内容</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>The answer appears here, word by word.</source>
        <translation>回答会逐词显示在这里。</translation>
    </message>
    <message>
        <source>Describe the picture.</source>
        <translation>描述这张图片。</translation>
    </message>
    <message>
        <source>the model as it is</source>
        <translation>原始模型</translation>
    </message>
    <message>
        <source>Opening the picture</source>
        <translation>正在打开图片</translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation>无法显示图片</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>图片 (%1)</translation>
    </message>
    <message>
        <source>Try the model</source>
        <translation>试用模型</translation>
    </message>
    <message>
        <source>waits for the job that runs</source>
        <translation>等待当前任务完成</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens, %1 tokens/s, %2</source>
        <translation>
            <numerusform>%Ln 个词元，%1 词元/秒，%2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TurnDetailsDialog</name>
    <message>
        <source>Details of this turn</source>
        <translation>此轮的详情</translation>
    </message>
    <message>
        <source>Default: learned</source>
        <translation>默认：学习</translation>
    </message>
    <message>
        <source>Default: not learned</source>
        <translation>默认：不学习</translation>
    </message>
    <message>
        <source>How much its tokens count in the loss; 0: not learned</source>
        <translation>其文字在损失中的权重：0 表示不学习</translation>
    </message>
    <message>
        <source>Weight in the loss</source>
        <translation>损失权重</translation>
    </message>
    <message>
        <source>For preference tuning: the model learns to prefer the turn&apos;s own text to this answer</source>
        <translation>用于偏好调优：模型学会更偏好此轮自己的文字</translation>
    </message>
    <message>
        <source>A worse answer</source>
        <translation>较差的回答</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Good answer</source>
        <translation>好回答</translation>
    </message>
    <message>
        <source>Bad answer</source>
        <translation>差回答</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>反馈</translation>
    </message>
    <message>
        <source>Further right answers, one a line</source>
        <translation>其他正确回答，每行一个</translation>
    </message>
    <message>
        <source>Tool calls, as JSON</source>
        <translation>工具调用（JSON）</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Name of the speaker</source>
        <translation>说话者的名称</translation>
    </message>
    <message>
        <source>Id of the call that it answers</source>
        <translation>所回应调用的 id</translation>
    </message>
    <message>
        <source>Metadata, as JSON</source>
        <translation>元数据（JSON）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
</context>
<context>
    <name>atelier::ui::TurnText</name>
    <message>
        <source>missing picture</source>
        <translation>缺少图片</translation>
    </message>
    <message>
        <source>picture %1</source>
        <translation>图片 %1</translation>
    </message>
    <message>
        <source>video %1</source>
        <translation>视频 %1</translation>
    </message>
</context>
<context>
    <name>atelier::ui::VoteBar</name>
    <message>
        <source>Which answer is better?</source>
        <translation>哪个回答更好？</translation>
    </message>
    <message>
        <source>Both good</source>
        <translation>都好</translation>
    </message>
    <message>
        <source>Both bad</source>
        <translation>都不好</translation>
    </message>
    <message>
        <source>Prefer “%1”: a pair for preference tuning is kept</source>
        <translation>优选“%1”：保存为偏好微调的一对</translation>
    </message>
    <message>
        <source>Feedback: both answers are good</source>
        <translation>反馈：两个回答都好</translation>
    </message>
    <message>
        <source>Feedback: both answers are bad</source>
        <translation>反馈：两个回答都不好</translation>
    </message>
    <message>
        <source>The answers are the same</source>
        <translation>两个回答相同</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what a key does, the key</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Undo the last vote</source>
        <translation>撤回上一次投票</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::BinChart</name>
    <message>
        <source>%1: %2</source>
        <comment>a bar and how much it counts</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Copy the numbers as CSV</source>
        <translation>将数值复制为 CSV</translation>
    </message>
    <message>
        <source>Copy as a picture</source>
        <translation>复制为图片</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::BusySpinner</name>
    <message>
        <source>Working</source>
        <translation>正在处理</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::CanvasBar</name>
    <message>
        <source>%1 (%2)</source>
        <comment>help of an action, then its keys</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Choose regions, move them and shape them; Shift or Ctrl chooses more, dragging over empty ground those within</source>
        <translation>选择、移动和调整区域；Shift 或 Ctrl 可多选，在空白处拖动可框选</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>矩形框</translation>
    </message>
    <message>
        <source>Drag a box, with Shift a square. Enter puts one in the middle: arrows move it, Alt and arrows make it larger or smaller</source>
        <translation>拖出矩形框，按住 Shift 为正方形。回车在中间放置一个：方向键移动，Alt 加方向键改变大小</translation>
    </message>
    <message>
        <source>Rotated box</source>
        <translation>旋转框</translation>
    </message>
    <message>
        <source>Drag one edge of a rotated box, then click at its depth</source>
        <translation>拖出旋转框的一条边，然后点击确定宽度</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Click points; Enter, a double click or a click on the first closes, Backspace takes the last back</source>
        <translation>逐点点击；回车、双击或点击第一个点闭合，退格撤去上一个点</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Show pixel for pixel</source>
        <translation>逐像素显示</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注名</translation>
    </message>
    <message>
        <source>Show labels</source>
        <translation>显示标注名</translation>
    </message>
    <message>
        <source>Remove the region or the point</source>
        <translation>删除区域或点</translation>
    </message>
    <message>
        <source>Duplicate the region</source>
        <translation>复制一份区域</translation>
    </message>
    <message>
        <source>Turn the region left</source>
        <translation>向左旋转区域</translation>
    </message>
    <message>
        <source>Turn the region right</source>
        <translation>向右旋转区域</translation>
    </message>
    <message>
        <source>Add a point behind this one</source>
        <translation>在此点之后添加点</translation>
    </message>
    <message>
        <source>Next point of the polygon or line</source>
        <translation>多边形或线的下一个点</translation>
    </message>
    <message>
        <source>Previous point of the polygon or line</source>
        <translation>多边形或线的上一个点</translation>
    </message>
    <message>
        <source>Circle</source>
        <translation>圆</translation>
    </message>
    <message>
        <source>Drag a circle from its middle to its edge; Enter puts one in the middle</source>
        <translation>从圆心拖到边缘画圆；按 Enter 在中央放一个</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>线</translation>
    </message>
    <message>
        <source>Click the points of a line; Enter or a double click ends it</source>
        <translation>依次点击线上的点；按 Enter 或双击结束</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>点</translation>
    </message>
    <message>
        <source>Click a point; with Alt a click chooses a region instead</source>
        <translation>点击放置一个点；按住 Alt 点击则选择区域</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::FoldSection</name>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::ImageCanvas</name>
    <message>
        <source>No picture</source>
        <translation>无图片</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Wheel or plus and minus zoom, 0 fits, 1 shows pixel for pixel, arrows move</source>
        <translation>滚轮或加减键缩放，0 适应窗口，1 按原始像素显示，方向键移动</translation>
    </message>
    <message>
        <source>Tab chooses the next region, Escape and Tab leave. Arrows move what is chosen, with Shift by ten pixels; with Alt they make a box larger or smaller; Delete removes it. With the tool for boxes Enter puts a box in the middle.</source>
        <translation>Tab 选择下一个区域，Escape 后按 Tab 离开。方向键移动所选区域，加 Shift 每次十像素；加 Alt 改变框的大小；Delete 删除。使用矩形框工具时，回车在中间放置一个框。</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::LossPlot</name>
    <message>
        <source>&amp;Show everything</source>
        <translation>显示全部(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Logarithmic scale</source>
        <translation>对数刻度(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Clip outliers</source>
        <translation>裁剪离群值(&amp;C)</translation>
    </message>
    <message>
        <source>Save as &amp;picture…</source>
        <translation>另存为图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Save the &amp;values…</source>
        <translation>保存数值(&amp;V)…</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Plus and minus zoom, arrows move, 0 shows everything; the menu key has the other tools</source>
        <translation>加减键缩放，方向键移动，0 显示全部；菜单键可打开其他工具</translation>
    </message>
    <message>
        <source>No values yet</source>
        <translation>暂无数值</translation>
    </message>
    <message>
        <source>raw %1</source>
        <translation>原始值 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>axis and value</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save the values</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionEditor</name>
    <message>
        <source>Not set</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionForm</name>
    <message>
        <source>Search options</source>
        <translation>搜索选项</translation>
    </message>
    <message>
        <source>Finds options by name, key or description</source>
        <translation>按名称、键或说明查找选项</translation>
    </message>
    <message>
        <source>Simple</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>Only the options that matter most, and those that were changed</source>
        <translation>仅显示最重要的选项和已更改的选项</translation>
    </message>
    <message>
        <source>Expert</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>All options</source>
        <translation>全部选项</translation>
    </message>
    <message>
        <source>No option matches.</source>
        <translation>没有匹配的选项。</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionRow</name>
    <message>
        <source>Changed from its default</source>
        <translation>已更改，与默认值不同</translation>
    </message>
    <message>
        <source>Back to the default: not set</source>
        <translation>恢复默认：未设置</translation>
    </message>
    <message>
        <source>Back to the default: %1</source>
        <translation>恢复默认：%1</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置“%1”</translation>
    </message>
    <message>
        <source>Not set in “%1”</source>
        <translation>在“%1”中未设置</translation>
    </message>
    <message>
        <source>%1 in “%2”</source>
        <comment>a value, then the preset&apos;s name</comment>
        <translation>“%2”中为 %1</translation>
    </message>
    <message>
        <source>Back to “%1”: not set</source>
        <translation>恢复为“%1”：未设置</translation>
    </message>
    <message>
        <source>Back to “%1”: %2</source>
        <comment>the preset&apos;s name, then its value</comment>
        <translation>恢复为“%1”：%2</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::OptionSection</name>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed</source>
        <translation>
            <numerusform>已更改 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>atelier::widgets::ParallelChart</name>
    <message>
        <source>%1 %2</source>
        <comment>an axis and a value</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a line and its values</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Draw up or down to choose a range; a click takes it back</source>
        <translation>上下拖动以选择范围；单击取消</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::PlotBar</name>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing: weight of the values before; 0 shows them as they are</source>
        <translation>平滑：先前数值的权重；0 表示显示原始值</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic scale</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Leave outliers out of the range: the outermost 1 % of the values</source>
        <translation>将离群值排除在范围之外：最外侧 1% 的数值</translation>
    </message>
    <message>
        <source>Show everything (double click or 0)</source>
        <translation>显示全部（双击或按 0）</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>隐藏“%1”</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示“%1”</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::StateView</name>
    <message>
        <source>Hide details</source>
        <translation>隐藏详情</translation>
    </message>
    <message>
        <source>Show details</source>
        <translation>显示详情</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Copies the whole message to the clipboard</source>
        <translation>将完整消息复制到剪贴板</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>The whole message, as the program gave it</source>
        <translation>程序给出的完整信息</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::TagEdit</name>
    <message>
        <source>Take the tag %1 away</source>
        <translation>移除标签“%1”</translation>
    </message>
    <message>
        <source>Type a tag and press Return</source>
        <translation>输入标签并按回车</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::TextDiffView</name>
    <message>
        <source>Only in the answer</source>
        <translation>仅在回答中</translation>
    </message>
    <message>
        <source>Only in the reference</source>
        <translation>仅在参考答案中</translation>
    </message>
    <message>
        <source>Answer with differences marked</source>
        <translation>标出差异的回答</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::ThumbnailGrid</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::Toast</name>
    <message>
        <source>Dismiss (Esc)</source>
        <translation>关闭提示（Esc）</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::TokenView</name>
    <message>
        <source>image</source>
        <translation>图片</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>参与学习</translation>
    </message>
    <message>
        <source>read, not trained on</source>
        <translation>只读取，不学习</translation>
    </message>
    <message>
        <source>Tokens %1 to %2: %3 of an image, id %4, %5</source>
        <translation>第 %1 至 %2 个词元：图片的 %3 个词元，编号 %4，%5</translation>
    </message>
    <message>
        <source>Token %1: %2, id %3, %4</source>
        <translation>第 %1 个词元：%2，编号 %3，%4</translation>
    </message>
    <message>
        <source>%1; a special one</source>
        <translation>%1；特殊词元</translation>
    </message>
    <message>
        <source>Copy what is chosen</source>
        <translation>复制所选内容</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>trained on with weight %1</source>
        <translation>参与训练，权重 %1</translation>
    </message>
</context>
<context>
    <name>atelier::widgets::VideoPlayer</name>
    <message>
        <source>Opening the video</source>
        <translation>正在打开视频</translation>
    </message>
    <message>
        <source>The video cannot be shown</source>
        <translation>无法显示视频</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停 (Space)</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>播放 (Space)</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>One frame back (,)</source>
        <translation>后退一帧 (,)</translation>
    </message>
    <message>
        <source>One frame on (.)</source>
        <translation>前进一帧 (.)</translation>
    </message>
    <message>
        <source>The part begins here (I)</source>
        <translation>片段从此处开始 (I)</translation>
    </message>
    <message>
        <source>The part ends behind this frame (O)</source>
        <translation>片段到此帧结束 (O)</translation>
    </message>
    <message>
        <source>All of the video, not a part</source>
        <translation>整个视频，而非片段</translation>
    </message>
    <message>
        <source>Place in the video</source>
        <translation>视频中的位置</translation>
    </message>
</context>
</TS>
