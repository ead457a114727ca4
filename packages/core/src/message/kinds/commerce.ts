/**
 * Cards, invoices, shops, devices and mini-program audits (卡券、发票、门店、设备、审核).
 * A row without fields is a kind of which only the name is known. `raw` has the fields that came.
 * Source: samples in the SDKs that quote WeChat's documentation.
 */
import type { KindTable } from './table.ts'

const userCard = { CardId: 'string', UserCardCode: 'string' } as const
const scannedProduct = { KeyStandard: 'string', KeyStr: 'string', ExtInfo: 'string' } as const
const audit = { audit_id: 'string', status: 'string', reason: 'string' } as const
const beacon = { Uuid: 'string', Major: 'string', Minor: 'string', Distance: 'string' } as const

export const commerce = {
  'event:card_pass_check': { CardId: 'string' },
  'event:card_not_pass_check': { CardId: 'string', RefuseReason: 'string' },
  'event:user_get_card': {
    ...userCard,
    IsGiveByFriend: 'string',
    FriendUserName: 'string',
    OuterId: 'string',
    OldUserCardCode: 'string',
    OuterStr: 'string',
    /** The place in WeChat where the user found the card. */
    SourceScene: 'string',
    IsRestoreMemberCard: 'string',
    IsRecommendByFriend: 'string',
    UnionId: 'string',
  },
  'event:user_gifting_card': {
    ...userCard,
    IsReturnBack: 'string',
    FriendUserName: 'string',
    IsChatRoom: 'string',
  },
  'event:user_del_card': userCard,
  'event:user_consume_card': {
    ...userCard,
    /** `FROM_API`, `FROM_MP` or `FROM_MOBILE_HELPER`. */
    ConsumeSource: 'string',
    LocationName: 'string',
    /** The OpenID of the agent (核销员). */
    StaffOpenId: 'string',
    VerifyCode: 'string',
    RemarkAmount: 'string',
    OuterStr: 'string',
  },
  'event:user_pay_from_pay_cell': {
    ...userCard,
    TransId: 'string',
    LocationId: 'string',
    /** In fen (分). */
    Fee: 'string',
    OriginalFee: 'string',
  },
  'event:user_view_card': { ...userCard, OuterStr: 'string' },
  'event:user_enter_session_from_card': userCard,
  'event:update_member_card': {
    ...userCard,
    /** The points that were added or taken away. */
    ModifyBonus: 'string',
    ModifyBalance: 'string',
  },
  'event:card_sku_remind': { CardId: 'string', Detail: 'string' },
  'event:card_pay_order': {
    OrderId: 'string',
    Status: 'string',
    CreateOrderTime: 'string',
    PayFinishTime: 'string',
    Desc: 'string',
    FreeCoinCount: 'string',
    PayCoinCount: 'string',
    RefundFreeCoinCount: 'string',
    RefundPayCoinCount: 'string',
    OrderType: 'string',
    Memo: 'string',
    ReceiptInfo: 'string',
  },
  'event:submit_membercard_user_info': userCard,
  'event:card_merchant_check_result': { MerchantId: 'string', IsPass: 'string', Reason: 'string' },
  'event:giftcard_pay_done': { PageId: 'string', OrderId: 'string' },
  'event:giftcard_send_to_friend': {
    PageId: 'string',
    OrderId: 'string',
    IsChatRoom: 'string',
    IsReturnBack: 'string',
  },
  'event:giftcard_user_accept': { PageId: 'string', OrderId: 'string', IsChatRoom: 'string' },
  'event:user_authorize_invoice': {
    SuccOrderId: 'string',
    FailOrderId: 'string',
    AppId: 'string',
    Source: 'string',
  },
  'event:update_invoice_status': { Status: 'string', CardId: 'string', Code: 'string' },
  'event:submit_invoice_title': {
    title: 'string',
    tax_no: 'string',
    addr: 'string',
    phone: 'string',
    bank_type: 'string',
    bank_no: 'string',
    attach: 'string',
    title_type: 'string',
  },
  'event:merchant_order': {
    OrderId: 'string',
    OrderStatus: 'string',
    ProductId: 'string',
    SkuInfo: 'string',
  },
  'event:poi_check_notify': { UniqId: 'string', PoiId: 'string', Result: 'string', Msg: 'string' },
  'event:WifiConnected': {
    ConnectTime: 'string',
    ExpireTime: 'string',
    VendorId: 'string',
    PlaceId: 'string',
    DeviceNo: 'string',
  },
  'event:ShakearoundUserShake': {
    ChosenBeacon: beacon,
    AroundBeacons: { AroundBeacon: [beacon] },
  },
  'event:ShakearoundLotteryBind': {
    LotteryId: 'string',
    Ticket: 'string',
    /** In fen (分). */
    Money: 'string',
    /** Seconds since 1970, as text. */
    BindTime: 'string',
  },
  'event:user_scan_product': {
    ...scannedProduct,
    Country: 'string',
    Province: 'string',
    City: 'string',
    Sex: 'string',
    Scene: 'string',
  },
  'event:user_scan_product_enter_session': scannedProduct,
  'event:user_scan_product_async': { ...scannedProduct, RegionCode: 'string' },
  'event:user_scan_product_verify_action': {
    KeyStandard: 'string',
    KeyStr: 'string',
    /** `verify_ok` or `verify_not_pass`. */
    Result: 'string',
    ReasonMsg: 'string',
  },
  'event:apply_merchant_audit_info': audit,
  'event:create_map_poi_audit_info': {
    audit_id: 'string',
    status: 'string',
    map_poi_id: 'string',
    name: 'string',
    address: 'string',
    latitude: 'string',
    longitude: 'string',
    sh_remark: 'string',
  },
  'event:add_store_audit_info': { ...audit, is_upgrade: 'string', poiid: 'string' },
  'event:modify_store_audit_info': audit,
  'event:guide_qrcode_scan_event': {
    GuideScanEvent: {
      qrcode_guide_account: 'string',
      qrcode_guide_openid: 'string',
      openid: 'string',
      action: 'string',
      qrcode_info: 'string',
    },
  },
  'event:weapp_audit_success': { SuccTime: 'string' },
  'event:weapp_audit_fail': { Reason: 'string', FailTime: 'string', ScreenShot: 'string' },
  'event:weapp_audit_delay': { Reason: 'string', DelayTime: 'string' },
  /** Legacy: the user opened the chat. */
  'event:ENTER': {},
} as const satisfies KindTable
