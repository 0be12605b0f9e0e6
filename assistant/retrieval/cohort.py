"""Sentences about nothing in particular: what a question's scores are held against.

A cosine means little by itself: e5 gives .7 to .95, MiniLM 0 to .8, and short questions other values
than long ones. Speaker verification has the same problem and subtracts what the same probe scores
against a cohort of strangers, taking the nearest of them only (adaptive symmetric score
normalisation: Cumani et al. 2011; Matějka et al. 2017). So do we: the gap between a
passage's cosine and the mean over the query's nearest sentences here compares across questions,
languages, sizes of library and encoders.
"""

from __future__ import annotations

ENGLISH = (
    "The train to the coast leaves from platform four every forty minutes.",
    "She put the kettle on and looked for a clean cup.",
    "Our quarterly sales rose by six percent, mostly thanks to new customers.",
    "Press and hold the power button for ten seconds to restart the device.",
    "The judge ruled that the contract had been broken by both sides.",
    "Two boys are throwing a ball across a muddy field.",
    "Stir the flour into the butter and add the milk slowly.",
    "The parliament voted on Tuesday to raise the tax on fuel.",
    "Patients were given either the drug or a placebo for twelve weeks.",
    "The castle was built in the thirteenth century and burned down twice.",
    "Water the seedlings every morning until the first leaves appear.",
    "The orchestra played a slow movement for strings and a single horn.",
    "A function that calls itself needs a case in which it stops.",
    "The storm knocked out power to thousands of homes overnight.",
    "He has played for the national team since he was nineteen.",
    "Rents in the old town have doubled within a decade.",
    "The cells divide faster when the temperature is raised.",
    "Please keep your receipt in case you want to exchange the item.",
    "The novel follows three sisters who inherit a failing hotel.",
    "Light from the distant galaxy took billions of years to reach us.",
    "The river floods its banks nearly every spring.",
    "Employees may work from home up to two days a week.",
    "The old dog sleeps in the sun beside the garden gate.",
    "Iron is mixed with a little carbon to make it harder.",
    "Children learn to count long before they can write numbers.",
    "The bank lowered interest rates to encourage lending.",
    "Turn left at the church and walk along the canal.",
    "The painter used thin layers of colour over a dark ground.",
    "Many birds fly south before the first frost.",
    "Back up your files before you install the update.",
    "The committee thanked the volunteers and closed the meeting.",
    "Bread rises because yeast turns sugar into gas.",
    "The two countries signed an agreement about fishing rights.",
    "My grandfather repaired clocks in a small shop near the harbour.",
    "The sum of the angles of a triangle is a straight angle.",
    "Drivers should slow down where the road narrows.",
)

JAPANESE = (
    "海岸行きの電車は四番線から四十分おきに出ています。",
    "彼女はやかんを火にかけ、きれいな茶碗を探した。",
    "当社の四半期の売上は、新しい顧客のおかげで六パーセント伸びた。",
    "電源ボタンを十秒間押し続けると、機器が再起動します。",
    "裁判所は、双方に契約違反があったと判断した。",
    "二人の男の子がぬかるんだ広場でボールを投げている。",
    "バターに小麦粉を混ぜ、牛乳を少しずつ加えます。",
    "議会は火曜日に燃料税の引き上げを可決した。",
    "患者には十二週間、薬か偽薬のどちらかが与えられた。",
    "その城は十三世紀に築かれ、二度焼失している。",
    "最初の葉が出るまで、毎朝苗に水をやってください。",
    "楽団は弦楽器と一本のホルンのためのゆっくりした楽章を演奏した。",
    "自分自身を呼び出す関数には、止まる条件が必要である。",
    "嵐のため、夜のうちに何千軒もの家が停電した。",
    "彼は十九歳のときから代表チームでプレーしている。",
    "旧市街の家賃はこの十年で二倍になった。",
    "温度を上げると、細胞はより速く分裂する。",
    "商品の交換に備えて、領収書は保管しておいてください。",
    "この小説は、傾いた旅館を継いだ三姉妹の物語である。",
    "遠い銀河の光は、何十億年もかけて私たちに届いた。",
    "その川は毎年春になると氾濫する。",
    "社員は週に二日まで在宅で勤務できます。",
    "老いた犬が庭の門のそばで日なたぼっこをしている。",
    "鉄に少量の炭素を加えると硬くなる。",
    "子どもは数字を書けるようになるずっと前に数えることを覚える。",
    "銀行は融資を促すために金利を引き下げた。",
    "教会の角を左に曲がり、運河に沿って歩いてください。",
    "画家は暗い下地の上に薄い色を何層も重ねた。",
    "多くの鳥は初霜の前に南へ渡る。",
    "更新の前に、ファイルの控えを取っておきましょう。",
    "委員会はボランティアに感謝を述べて閉会した。",
    "パンが膨らむのは、酵母が糖を気体に変えるからである。",
    "両国は漁業権に関する協定に署名した。",
    "祖父は港の近くの小さな店で時計を直していた。",
    "三角形の内角の和は二直角に等しい。",
    "道幅が狭くなる所では速度を落としてください。",
)

COHORT = ENGLISH + JAPANESE
