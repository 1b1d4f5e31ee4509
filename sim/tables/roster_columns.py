"""Names of the columns of a roster: by common audience tools, scrapers and in common languages."""

from sim.tables.reading.number_columns import NumberKind

POSTED = (
    "_per_post", "_per_video", "_per_reel", "_pro_post", "_pro_beitrag", "_par_post", "_por_post", "_per_campaign",
    "_por_publicacion", "_por_publicacao", "_par_publication", "_a_post", "_per_bericht", "_je_post", "_je_beitrag",
)  # fmt: skip
FEES = (
    "fee", "price", "rate_card", "cost", "quote", "asking_price", "rate", "honorar", "preis", "gage", "kosten",
    "vergutung", "tarif", "prix", "cachet", "cout", "precio", "tarifa", "coste", "costo", "preco", "cache",
    "valor", "custo", "prezzo", "compenso", "tariffa", "단가", "비용", "가격", "料金", "価格", "単価", "单价",
    "报价", "价格", "費用", "報價", "價格", "合作价格", "合作報價",
    "광고_단가", "광고_비용", "prijs", "cena", "stawka", "1投稿あたりの料金",
)  # fmt: skip
MEANINGS: dict[str, tuple[str, ...]] = {
    "handle": (
        "username", "user_name", "user", "author_meta_name", "unique_id", "screen_name", "account_handle",
        "social_handle", "instagram_handle",
        "instagram_username", "instagram_name", "instagram_account", "instagram", "insta", "ig_handle",
        "ig_username", "tiktok_handle", "tiktok_username", "tiktok", "youtube_handle", "twitter_handle",
        "twitch_handle", "account", "account_name", "account_id", "profile_name", "benutzername", "nutzername",
        "benutzer", "kontoname", "konto", "nom_d_utilisateur", "nom_utilisateur", "identifiant", "pseudo",
        "compte", "nombre_de_usuario", "usuario", "cuenta", "nome_de_usuario", "conta", "nome_utente", "utente",
        "아이디", "계정", "계정명", "アカウント", "アカウント名", "ユーザー名", "用户名", "账号", "達人帳號",
        "達人账号",
        "帳號", "帳戶", "用戶名", "频道", "频道名称", "頻道", "頻道名稱", "gebruikersnaam", "gebruiker",
        "primary_social_handle",
        "social_account", "インスタ_id", "アカウント_id", "아이디_id", "nazwa_uzytkownika", "perfil", "profilo",
        "频道链接", "頻道連結", "主页", "主页链接", "帐号", "账户",
        "profile", "profile_url", "link_perfil", "profile_link", "url", "link", "profil", "channel", "channel_name",
        "kanal",
        "canal", "chaine", "creator", "creator_name", "influencer", "influencer_name", "talent", "kreator",
        "createur", "createur_de_contenu", "creador", "criador", "name", "full_name", "nickname", "display_name",
        "nom", "nombre", "nome", "이름", "名前", "氏名", "姓名", "昵称", "博主", "達人名稱", "達人", "达人",
        "达人昵称", "网红", "網紅", "publisher_name", "publisher",
    ),
    "platform": (
        "social_network", "network", "social_platform", "social_media", "plattform", "netzwerk", "plateforme",
        "reseau", "plataforma", "red_social", "rede_social", "piattaforma", "플랫폼", "プラットフォーム", "平台",
    ),
    "followers": (
        "follower", "total_followers", "subscribers", "subscriber", "subs", "fans", "fan", "audience",
        "audience_size", "followerzahl", "abonnenten", "abonnes", "nombre_d_abonnes", "nombre_de_followers",
        "seguidores", "suscriptores", "inscritos", "seguaci", "iscritti", "팔로워", "팔로워수", "팔로워_수",
        "구독자", "구독자수", "구독자_수", "フォロワー", "フォロワー数", "登録者数", "粉丝", "粉丝数", "粉絲",
        "粉絲數", "关注者", "订阅者", "订阅数", "订阅量", "訂閱數", "追蹤者", "追蹤數", "粉丝量", "volgers",
        "aantal_volgers", "obserwujacy", "takipci", "takipci_sayisi", "author_meta_fans", "подписчики",
        "チャンネル登録者数", "인스타그램_팔로워_수", "followers_instagram",
    ),
    "engagement_rate": (
        "er", "eng_rate", "engagement", "engagements_rate", "avg_engagement_rate", "avg_er", "avg_eng_rate",
        "interaction_rate", "engagementrate", "interaktionsrate", "interaktionsquote", "taux_d_engagement",
        "taux_engagement", "tasa_de_engagement", "tasa_de_interaccion", "tasa_de_compromiso",
        "taxa_de_engajamento", "engajamento", "tasso_di_engagement", "tasso_di_coinvolgimento", "참여율",
        "エンゲージメント率", "互动率", "互動率", "betrokkenheid", "betrokkenheidspercentage", "engagementquote",
        "interaktionsrate_prozent", "taux_d_interaction", "taxa_de_interacao", "taxa_de_engagement",
        "tasso_di_interazione",
        "인게이지먼트율", "인게이지먼트", "engagement_ratio", "ratio_de_engagement",
    ),
    "avg_engagements": (
        "engagement_average_values", "avg_engagement", "avg_interactions", "avg_engagement_values",
        "engagements_per_post", "interactions_per_post", "avg_eng",
    ),
    "avg_likes": (
        "likes_per_post", "likes_per_video", "avg_like", "avg_likes_per_post", "avg_me_gusta", "avg_curtidas",
        "avg_mi_piace", "avg_j_aime", "avg_gefallt_mir", "평균_좋아요", "평균_좋아요_수", "平均いいね数",
        "平均点赞", "平均点赞数",
    ),
    "avg_comments": (
        "comments_per_post", "comments_per_video", "avg_comment", "avg_comments_per_post", "avg_kommentare",
        "avg_commentaires", "avg_comentarios", "avg_commenti", "평균_댓글", "평균_댓글_수", "平均コメント数",
        "平均评论", "平均评论数",
    ),
    "avg_shares": (
        "shares_per_post", "avg_share",
    ),
    "avg_saves": (
        "saves_per_post", "avg_save",
    ),
    "likes": (
        "like", "curtidas", "me_gusta", "j_aime", "mi_piace", "gefallt_mir", "좋아요", "いいね", "点赞",
    ),
    "comments": (
        "comment", "kommentare", "commentaires", "comentarios", "commenti", "댓글", "コメント", "评论",
    ),
    "total_likes": (
        "heart", "hearts", "likes_total", "total_hearts", "获赞", "获赞数", "author_meta_heart",
    ),
    "total_comments": (
        "comments_total",
    ),
    "total_posts": (
        "posts", "post", "videos", "video", "total_videos", "media", "uploads", "total_uploads", "beitrage",
        "publications", "publicaciones", "publicacoes", "postagens", "게시물", "게시물수", "投稿数", "作品数",
        "作品", "author_meta_video", "subidas", "aantal_berichten",
    ),
    "avg_views": (
        "views_per_post", "views_per_video", "avg_plays", "avg_video_views", "avg_reel_plays", "avg_reels_plays",
        "avg_reel_views", "avg_reels_views", "avg_view", "avg_aufrufe", "avg_vues", "avg_visualizaciones",
        "avg_vistas", "avg_visualizacoes", "avg_visualizzazioni", "평균_조회수", "平均再生数", "平均再生回数",
        "平均播放", "平均播放量", "平均观看量",
        "平均觀看數", "平均觀看次數", "平均观看",
    ),
    "views": (
        "plays", "video_views", "aufrufe", "vues", "visualizaciones", "vistas", "visualizacoes", "visualizzazioni",
        "조회수",
        "再生数", "再生回数", "播放量",
    ),
    "total_views": (
        "total_plays", "channel_views", "views_total",
    ),
    "niche": (
        "category", "main_category", "primary_category", "categories", "topic", "topics", "vertical",
        "commerce_category", "commercecategory", "community", "genre", "interest", "interests", "industry",
        "kategorie", "thema", "branche", "categorie", "thematique", "categoria", "tema", "nicho", "nicchia",
        "argomento", "settore", "category_1", "카테고리", "분야", "カテゴリ", "カテゴリー", "ジャンル", "类别",
        "類別", "分類",
        "分类", "领域",
    ),
    "exclusive": (
        "exclusive_followers",
    ),
    "exclusive_share": (),
    "fee_usd": (*FEES, *(fee + per for fee in FEES for per in POSTED), "post_price", "post_cost"),
}  # fmt: skip
"""Names of each meaning in the order of preference."""

COUNTED = ("avg_likes", "avg_comments", "avg_shares", "avg_saves", "likes", "comments", "total_likes",
           "total_comments", "avg_views", "views", "total_views", "avg_engagements")  # fmt: skip
KINDS: dict[str, NumberKind] = {
    "followers": NumberKind.COUNT,
    "total_posts": NumberKind.COUNT,
    **dict.fromkeys(COUNTED, NumberKind.MEAN),
    "engagement_rate": NumberKind.SHARE,
    "exclusive": NumberKind.MEAN,
    "exclusive_share": NumberKind.SHARE,
    "fee_usd": NumberKind.MONEY,
}
"""What the numbers of each column are."""

OTHER_THINGS = frozenset((
    "age", "authentic", "bio", "biography", "bot", "bots", "change", "city", "comment", "country", "created",
    "credibility", "date", "email", "exclusive", "fake", "female", "following", "follows", "gender", "geo",
    "growth", "hashtag", "hashtags", "id", "idioma", "impressions", "land", "language", "langue", "last", "lingua",
    "location", "lookalike", "male", "no", "note", "notes", "paese", "pais", "pays", "phone", "previous",
    "quality", "rank", "reach", "score", "sprache", "suspicious", "tags", "target", "tier", "trend", "updated",
    "url", "verified", "wachstum",
))  # fmt: skip
"""Words that make of a column something else than size, rate or money."""
LOOKALIKES: dict[str, tuple[str, ...]] = {
    "followers": ("follower", "followers", "subscriber", "subscribers", "fans", "audience", "abonnenten",
                  "seguidores"),
    "engagement_rate": ("engagement", "engagements", "er", "interaction", "interactions", "engagementrate"),
    "fee_usd": ("price", "prices", "fee", "fees", "cost", "costs", "usd", "eur", "gbp", "dollar", "dollars", "euro",
                "euros", "honorar", "preis", "kosten", "prix", "precio", "preco", "prezzo", "quote", "budget", "rate",
                "rates", "charge", "charges", "payment", "salary", "gage"),
}  # fmt: skip
"""Words by which a column looks like one of these meanings."""
STEMS: dict[str, tuple[str, ...]] = {
    "followers": ("follower", "abonn", "subscrib", "seguid", "suscript", "フォロワー", "팔로워", "구독자", "粉丝",
                  "粉絲", "订阅", "訂閱"),
    "engagement_rate": ("interaktionsr", "interaktionsq", "engagementr", "taux_d_eng", "tasa_de", "taxa_de_e",
                        "tasso_di", "エンゲージ", "참여율", "인게이지", "互动率", "互動率"),
    "fee_usd": ("preis", "honorar", "vergutung", "prix", "tarif", "precio", "preco", "prezz", "料金", "단가", "价格",
                "報價", "报价", "價格"),
}  # fmt: skip
"""Parts of words of other languages by which a column looks like one of them."""
